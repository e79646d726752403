// The words of a shell command line without expansions, as the examples in help texts are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atrium::test {

inline std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, any = false;
  for (const char letter : line) {
    if (letter == '\'') {
      quoted = !quoted;
      any = true;
    } else if (letter == ' ' && !quoted) {
      if (any) words.push_back(word);
      word.clear();
      any = false;
    } else if (letter == '>' && !quoted) {
      return words;  // where the output goes is the shell's business
    } else {
      word += letter;
      any = true;
    }
  }
  if (any) words.push_back(word);
  return words;
}

}  // namespace atrium::test
