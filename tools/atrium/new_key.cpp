#include "tools/atrium/new_key.hpp"

#include <filesystem>
#include <ostream>

#include "tools/atrium/failure.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/atrium/private_file.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

void check_key_file(const std::string& file) {
  if (file.empty()) return;
  if (std::filesystem::exists(file)) throw usage("--key-out: there is a " + file + " already");
  const auto folder = std::filesystem::absolute(file).parent_path();
  if (!std::filesystem::is_directory(folder))
    throw usage("--key-out: there is no folder " + folder.string());
}

void print_with_key(const context& with, std::string_view answer, const std::string& file) {
  std::string printed(answer);
  if (!file.empty()) {
    const std::string key = text_member(answer, "api_key").value_or("");
    try {
      write_private_file(file, key);
    } catch (const failure& why) {
      report(with.err, why, with.json);  // the key is printed instead: it is shown only once
      return print_map(with, answer);
    }
    parameters rest;
    for_each_pair(answer, [&](std::string_view name, std::string_view value) {
      if (name != "api_key") rest.encoded(name, value);
    });
    printed = rest.text("key_file", file).map();
  }
  print_map(with, printed);
}

}  // namespace atrium::cli
