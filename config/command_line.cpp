#include "config/command_line.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

#include "config/check.hpp"
#include "config/knobs.hpp"
#include "config/suggestion.hpp"

namespace atrium::config {
namespace {

// Stands for a value that was not given. No argument can hold it: arguments end at their first NUL.
const std::string missing(1, '\0');

std::string flag_of(const knob& row) { return "--" + std::string(row.name); }

// "--socket=" sets an empty text; CLI11 would take the next argument for its value.
std::vector<std::string> arguments(int argc, const char* const* argv) {
  std::vector<std::string> all;
  for (int i = 1; i < argc; ++i) {
    const std::string_view text = argv[i];
    if (text.starts_with("--") && text.find('=') == text.size() - 1) {
      all.emplace_back(text.substr(0, text.size() - 1));
      all.emplace_back();
    } else {
      all.emplace_back(text);
    }
  }
  return all;
}

class flag_reader {
 public:
  flag_reader() {
    app_.set_help_flag();  // the help is ours: the table knows more than CLI11
    app_.allow_extras();
    config_ = add("--config");
    for (std::size_t row = 0; row < knobs.size(); ++row) {
      std::string names = flag_of(knobs[row]);
      if (!knobs[row].short_flag.empty()) names += "," + std::string(knobs[row].short_flag);
      options_[row] = add(names);
      if (knobs[row].kind == knob_kind::boolean) options_[row]->default_str("true");
    }
    for (const auto& [flag, wanted] : requests) app_.add_flag(std::string(flag));
  }

  command_line read(int argc, const char* const* argv) {
    std::vector<std::string> all = arguments(argc, argv);
    std::reverse(all.begin(), all.end());  // as CLI11 wants them
    try {
      app_.parse(std::move(all));
    } catch (const CLI::Error& failed) {
      refuse("command line", failed.what());
    }
    for (const auto& [flag, wanted] : requests) {
      if (line_.wanted == request::serve && app_.count(std::string(flag)) > 0)
        line_.wanted = wanted;
    }
    if (const std::optional<std::string> file = single("--config", config_->results())) {
      line_.config_file = *file;
    }
    for (std::size_t row = 0; row < knobs.size(); ++row) {
      if (options_[row]->count() > 0) read_knob(row, options_[row]->results());
    }
    refuse_unknown(app_.remaining());
    return std::move(line_);
  }

 private:
  static constexpr std::pair<std::string_view, request> requests[] = {
      {"--help", request::help},
      {"--version", request::version},
      {"--sample-config", request::sample_config},
      {"--knobs-markdown", request::knobs_markdown},
  };

  // Whatever is given is collected, so that everything wrong with it is told at once.
  CLI::Option* add(const std::string& names) {
    return app_.add_option(names)
        ->expected(0, 1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->default_str(missing);
  }

  void refuse(std::string source, std::string message) {
    line_.flags.wrong.push_back({{.source = std::move(source)}, std::move(message)});
  }

  std::optional<std::string> single(const std::string& flag,
                                    const std::vector<std::string>& values) {
    if (values.size() > 1) refuse(flag, "given " + std::to_string(values.size()) + " times");
    if (std::ranges::count(values, missing) > 0) refuse(flag, "wants a value");
    if (values.size() != 1 || values.front() == missing) return std::nullopt;
    return values.front();
  }

  void read_knob(std::size_t row, const std::vector<std::string>& values) {
    const std::string flag = flag_of(knobs[row]);
    std::optional<knob_value> value = knobs[row].kind == knob_kind::text_list
                                          ? list(flag, values)
                                          : scalar(knobs[row], flag, values);
    if (value) {
      if (std::optional<std::string> refusal = refusal_of(knobs[row], *value)) {
        refuse(flag, std::move(*refusal));
        value.reset();
      }
    }
    line_.flags.assignments.push_back({row, std::move(value), {.source = flag}});
  }

  std::optional<knob_value> list(const std::string& flag, const std::vector<std::string>& values) {
    if (std::ranges::count(values, missing) > 0) {
      refuse(flag, "wants a value");
      return std::nullopt;
    }
    if (values.size() == 1 && values.front().empty()) return std::vector<std::string>{};
    return values;
  }

  std::optional<knob_value> scalar(const knob& row, const std::string& flag,
                                   const std::vector<std::string>& values) {
    const std::optional<std::string> text = single(flag, values);
    if (!text) return std::nullopt;
    if (row.kind == knob_kind::text) return *text;
    if (row.kind == knob_kind::path) return std::filesystem::path(*text);
    if (row.kind == knob_kind::boolean) {
      if (*text == "true" || *text == "false") return *text == "true";
      refuse(flag, "wants true or false, not \"" + *text + '"');
      return std::nullopt;
    }
    std::int64_t number = 0;
    const char* const end = text->data() + text->size();
    const auto [stopped, failed] = std::from_chars(text->data(), end, number);
    if (failed == std::errc{} && stopped == end) return number;
    refuse(flag, "wants an integer, not \"" + *text + '"');
    return std::nullopt;
  }

  // A key alone stands for a forgotten section.
  static std::vector<spelling> known_flags() {
    std::vector<spelling> all{{"--config", "--config"}};
    for (const auto& [flag, wanted] : requests)
      all.push_back({std::string(flag), std::string(flag)});
    for (const knob& row : knobs) {
      all.push_back({flag_of(row), flag_of(row)});
      all.push_back({"--" + std::string(row.key()), flag_of(row)});
      if (row.short_flag.empty()) continue;
      all.push_back({std::string(row.short_flag), std::string(row.short_flag)});
    }
    return all;
  }

  // A word after an unknown flag is taken for its value and not told again.
  void refuse_unknown(const std::vector<std::string>& rest) {
    const std::vector<spelling> known = known_flags();
    bool after_flag = false;
    for (const std::string& argument : rest) {
      const bool is_flag = argument.size() > 1 && argument.starts_with('-');
      if (is_flag) {
        const std::string flag = argument.substr(0, argument.find('='));
        refuse(flag, "unknown flag" + suggestion(flag, known));
      } else if (!after_flag) {
        refuse(argument, "unexpected argument");
      }
      after_flag = is_flag && argument.find('=') == std::string::npos;
    }
  }

  CLI::App app_;
  CLI::Option* config_ = nullptr;
  std::array<CLI::Option*, knobs.size()> options_{};
  command_line line_;
};

}  // namespace

command_line parse_command_line(int argc, const char* const* argv) {
  return flag_reader().read(argc, argv);
}

}  // namespace atrium::config
