// Runs `atrium` in this process.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "tools/atrium/run.hpp"

namespace atrium::test {

struct command_run {
  int code;
  std::string out;
  std::string err;
};

inline command_run run_atrium(std::vector<std::string> words, const std::string& input = {}) {
  words.insert(words.begin(), "atrium");
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  std::istringstream in(input);
  std::ostringstream out, err;
  const int code = cli::run(static_cast<int>(argv.size()), argv.data(), in, out, err);
  return {code, out.str(), err.str()};
}

}  // namespace atrium::test
