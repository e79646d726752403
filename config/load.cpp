#include "config/load.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "config/check.hpp"
#include "config/command_line.hpp"
#include "config/knob_texts.hpp"
#include "config/toml_file.hpp"
#include "config/version.hpp"

namespace atrium::config {
namespace {

constexpr std::size_t file_bytes_max = static_cast<std::size_t>(mib);

std::optional<std::string> text_of(request wanted) {
  switch (wanted) {
    case request::help:
      return help_text();
    case request::version:
      return "atriumd " + std::string(version()) + '\n';
    case request::sample_config:
      return sample_config();
    case request::knobs_markdown:
      return knobs_markdown();
    case request::serve:
      break;
  }
  return std::nullopt;
}

assigned refused_file(const std::string& source, std::string message) {
  return {.assignments = {}, .wrong = {{{.source = source}, std::move(message)}}};
}

assigned read_file(const std::filesystem::path& path) {
  const std::string& source = path.native();
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(file_bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file.good()) {
    return refused_file(source, std::string("cannot be read: ") + std::strerror(errno));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > file_bytes_max) return refused_file(source, "is longer than 1 MiB");
  return parse_toml(text, source);
}

// The file comes first, the flags after it.
void apply(assigned from, loaded& into, knob_origins& origins) {
  for (assignment& set : from.assignments) {
    knob_origin& origin_of = origins[set.row];
    origin_of = {std::move(set.where), !set.value};
    if (set.value) into.now.put(set.row, std::move(*set.value));
  }
  std::ranges::move(from.wrong, std::back_inserter(into.wrong));
}

}  // namespace

loaded load(int argc, const char* const* argv) {
  loaded result;
  command_line line = parse_command_line(argc, argv);
  result.text_to_print_and_exit = text_of(line.wanted);
  if (result.text_to_print_and_exit) return result;

  knob_origins origins;
  if (line.config_file) apply(read_file(*line.config_file), result, origins);
  apply(std::move(line.flags), result, origins);
  std::ranges::move(check_together(result.now, origins), std::back_inserter(result.wrong));
  return result;
}

}  // namespace atrium::config
