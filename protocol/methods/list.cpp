#include "protocol/methods/list.hpp"

#include <algorithm>

#include "protocol/methods/definitions.hpp"

namespace atrium::methods {
namespace {

constexpr std::size_t slot_count = 512;  // a power of two, several times the number of methods
static_assert(definitions.size() * 2 < slot_count);
static_assert(std::ranges::all_of(definitions, &definition::says_whose_hand));

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619u;
  return (hash ^ (hash >> 15)) % slot_count;
}

// Open addressing over the names, made by the compiler.
constexpr auto slots = [] {
  std::array<std::uint8_t, slot_count> table{};
  table.fill(0xff);
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    std::size_t at = slot_of(definitions[i].name);
    while (table[at] != 0xff) at = (at + 1) % slot_count;
    table[at] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

std::size_t index_of(std::string_view name) {
  for (std::size_t at = slot_of(name); slots[at] != 0xff; at = (at + 1) % slot_count)
    if (definitions[slots[at]].name == name) return slots[at];
  return definitions.size();
}

}  // namespace atrium::methods
