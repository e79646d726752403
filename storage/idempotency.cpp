#include "storage/idempotency.hpp"

#include "storage/tagged.hpp"

namespace atrium::storage {

std::optional<known_answer> read_idempotency(std::string_view value) {
  const auto digest = read_text_tag(value, 1);
  const auto time_ms = read_integer_tag(value, 2);
  const auto seq = read_unsigned_tag(value, 3);
  const auto answer = read_text_tag(value, 4);
  if (!digest || !time_ms || !seq || !answer) return std::nullopt;
  return known_answer{*digest, *time_ms, *seq, *answer, read_unsigned_tag(value, 5)};
}

}  // namespace atrium::storage
