#include "storage/index/set_writer.hpp"

#include "storage/index/account_bits.hpp"

namespace atrium::storage {

int apply_sets(const index_tables& in, index_table to, const operation_list& changes,
               std::span<const operation> some, set_counts* counts) {
  chunk_set set;
  for (std::size_t i = 0; i < some.size();) {
    const std::size_t first = i;
    while (i < some.size() && changes.same_key(some[first], some[i])) ++i;
    const std::string_view key = changes.key_of(some[first]);
    int code = 0;
    const auto stored = in.get(to, key, code);
    if (code) return code;
    const std::string_view bytes =
        set.apply(stored.value_or(std::string_view{}), some.subspan(first, i - first));
    code = bytes.empty() ? in.remove(to, key) : in.put(to, key, bytes);
    if (code) return code;
    if (counts) (*counts)[std::string(key.substr(0, key.size() - 4))] += set.more();
  }
  return 0;
}

}  // namespace atrium::storage
