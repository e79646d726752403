// A set of short codes of ASCII letters (ISO 3166, ISO 4217, ISO 639) as one bit per possible code:
// a look-up costs a few nanoseconds and ignores case.
#pragma once

#include <bitset>
#include <string>
#include <string_view>

namespace atrium::formats {

template <std::size_t Letters>
class letter_code_set {
 public:
  // Anything but `Letters` ASCII letters is ignored.
  void insert(std::string_view code) {
    if (const std::size_t at = place(code); at != none) present_.set(at);
  }
  bool contains(std::string_view code) const {
    const std::size_t at = place(code);
    return at != none && present_.test(at);
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t possible = [] {
    std::size_t count = 1;
    for (std::size_t letter = 0; letter < Letters; ++letter) count *= 26;
    return count;
  }();

  static std::size_t place(std::string_view code) {
    if (code.size() != Letters) return none;
    std::size_t at = 0;
    for (const char c : code) {
      const char lowered = static_cast<char>(c | 0x20);
      if (lowered < 'a' || lowered > 'z') return none;
      at = at * 26 + static_cast<std::size_t>(lowered - 'a');
    }
    return at;
  }

  std::bitset<possible> present_;
};

inline std::string upper_ascii(std::string_view text) {
  std::string raised(text);
  for (char& c : raised)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return raised;
}

}  // namespace atrium::formats
