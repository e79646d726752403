#include "tools/demo/people.hpp"

#include <array>
#include <fstream>

namespace atrium::demo {

outcome<std::vector<person>> read_people(const std::filesystem::path& file) {
  std::ifstream from(file);
  if (!from) return refusal(errc::not_found, "cannot read " + file.string());
  std::vector<person> all;
  std::size_t number = 0;
  for (std::string line; std::getline(from, line);) {
    ++number;
    if (line.starts_with('#')) continue;
    person one;
    const std::array fields{&one.locale, &one.first_name, &one.last_name,
                            &one.gender, &one.email,      &one.town};
    std::size_t at = 0, tabs = 0;
    for (std::string* field : fields) {
      const std::size_t tab = line.find('\t', at);
      *field = line.substr(at, tab - at);
      if (tab == std::string::npos) break;
      at = tab + 1;
      ++tabs;
    }
    if (tabs + 1 != fields.size()) {
      return refusal(errc::invalid_field, file.string() + ":" + std::to_string(number) +
                                              ": expected " + std::to_string(fields.size()) +
                                              " fields parted by tabs");
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace atrium::demo
