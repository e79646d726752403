#include "storage/index/set_writer.hpp"

#include "storage/index/account_bits.hpp"

namespace atrium::storage {

int apply_sets(const index_tables& in, index_table to, operation_list& changes,
               set_counts* counts) {
  const auto list = changes.in_order();
  chunk_set set;
  for (std::size_t i = 0; i < list.size();) {
    const std::size_t first = i;
    while (i < list.size() && changes.same_key(list[first], list[i])) ++i;
    const std::string_view key = changes.key_of(list[first]);
    int code = 0;
    const auto stored = in.get(to, key, code);
    if (code) return code;
    const std::string_view bytes =
        set.apply(stored.value_or(std::string_view{}), list.subspan(first, i - first));
    code = bytes.empty() ? in.remove(to, key) : in.put(to, key, bytes);
    if (code) return code;
    if (counts) (*counts)[std::string(key.substr(0, key.size() - 4))] += set.more();
  }
  changes.clear();
  return 0;
}

}  // namespace atrium::storage
