#include "protocol/lists/field_order.hpp"

#include <algorithm>

#include "protocol/text/collation.hpp"

namespace atrium::lists {

bool comes_before(const place& one, const place& other, bool descending) {
  if (one.key.has_value() != other.key.has_value()) return one.key.has_value();
  if (one.key != other.key) return (*one.key < *other.key) != descending;
  return one.account != other.account && (one.account < other.account) != descending;
}

outcome<field_order> read_field_order(std::string_view sort, std::span<const sorting_field> from) {
  const bool descending = sort.starts_with('-');
  const auto known = std::ranges::find(from, sort.substr(descending), &sorting_field::name);
  if (known != from.end()) return field_order{known->tag, descending};
  std::string names;
  for (const sorting_field& each : from) names.append(names.empty() ? "" : ", ").append(each.name);
  return refusal(errc::invalid_field,
                 "sort: must be one of " + names + ", `-` before it for descending", "sort");
}

namespace detail {

std::optional<std::string> key_of_text(std::string_view text, column_kind kind,
                                       identity::generated letter) {
  if (kind == column_kind::id && identity::number_of_generated_id(text, letter)) return {};
  if (kind == column_kind::none || kind == column_kind::text) return text::sort_key(text);
  return exact_key(text);
}

}  // namespace detail

}  // namespace atrium::lists
