#include "protocol/identity/generated_id.hpp"

#include <charconv>

namespace atrium::identity {

std::string generated_id(std::uint64_t number, generated what) {
  return static_cast<char>(what) + std::to_string(number);
}

std::optional<std::uint64_t> number_of_generated_id(std::string_view id, generated what) {
  if (id.size() < 2 || id[0] != static_cast<char>(what) || id[1] == '0') return {};
  std::uint64_t number = 0;
  const auto [end, wrong] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  if (wrong != std::errc{} || end != id.data() + id.size()) return {};
  return number;
}

}  // namespace atrium::identity
