// The people that the demo registers (people.tsv; where they come from: make_people.py).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "protocol/outcome.hpp"

namespace atrium::demo {

struct person {
  std::string locale;
  std::string first_name;
  std::string last_name;
  std::string gender;  // "" if the list does not know
  std::string email;
  std::string town;  // "" if the list has none
};

outcome<std::vector<person>> read_people(const std::filesystem::path& file);

}  // namespace atrium::demo
