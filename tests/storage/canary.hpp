// A word that stands for what is a person's, and how often a file has it, byte by byte.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace atrium::test {

inline constexpr std::string_view canary = "canary-of-a-person";

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::size_t canaries_in(const std::filesystem::path& path) {
  const std::string bytes = bytes_of(path);
  std::size_t count = 0;
  for (auto at = bytes.find(canary); at != bytes.npos; at = bytes.find(canary, at + 1)) ++count;
  return count;
}

}  // namespace atrium::test
