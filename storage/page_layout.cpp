#include "storage/page_layout.hpp"

namespace atrium::storage::page_layout {

tree read_tree(const char* at) {
  return {load<std::uint16_t>(at + 6),  load<std::uint64_t>(at + 8),  load<std::uint64_t>(at + 16),
          load<std::uint64_t>(at + 24), load<std::uint64_t>(at + 32), load<std::uint64_t>(at + 40)};
}

std::vector<node> read_nodes(const char* page, std::size_t page_bytes, bool is_leaf,
                             std::string& wrong) {
  const std::size_t lower = lower_of(page);
  const std::size_t upper = upper_of(page);
  if (lower < page_header_bytes || lower % 2 != 0 || lower > upper || upper > page_bytes) {
    wrong = "its bounds are impossible";
    return {};
  }
  const std::size_t count = (lower - page_header_bytes) / 2;
  if (count < (is_leaf ? 1U : 2U)) wrong = "it has too few entries";
  std::vector<node> nodes(count);
  for (std::size_t i = 0; i < count && wrong.empty(); ++i) {
    const std::size_t at = load<std::uint16_t>(page + page_header_bytes + 2 * i);
    if (at < upper || at + node_header_bytes > page_bytes) {
      wrong = "an entry is out of bounds";
      break;
    }
    node& one = nodes[i];
    one.header = page + at;
    const std::size_t key_bytes = load<std::uint16_t>(one.header + 6);
    std::size_t bytes = node_header_bytes + key_bytes;
    one.key = {one.header + node_header_bytes, key_bytes};
    if (is_leaf) bytes += one.flags() & elsewhere ? sizeof(std::uint64_t) : one.value_bytes();
    if (at + bytes > page_bytes) wrong = "an entry is out of bounds";
  }
  return nodes;
}

}  // namespace atrium::storage::page_layout
