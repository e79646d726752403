// The order of a list that no index answers: the rows of one customer, which are few, are read and
// sorted by one of their fields, `sort` as customers.list has it. By which fields follows from what
// they hold: a text, a whole number, a truth, one of some names; what holds several values, or more
// than one thing, has no order.
//
// Texts are compared as names are, without case and accents first; those whose rule names a column
// that is compared exactly (protocol/lists/columns.hpp), byte by byte. Ids that were chosen come
// first, behind them the generated ones by their number.
#pragma once

#include <span>

#include "protocol/fields/tagged.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/lists/columns.hpp"
#include "protocol/lists/cursor.hpp"

namespace atrium::lists {

struct field_order {
  std::uint8_t tag = 0;
  bool descending = false;
};

// Whether the one place comes before the other: by key, then by number, both in the direction; what
// has no key comes last in either.
bool comes_before(const place& one, const place& other, bool descending);

struct sorting_field {
  std::string_view name;
  std::uint8_t tag = 0;
};

// "code", or "-code" for the other direction. `invalid_field`, with the path `sort` and the names
// of those that there are, for what is not one of them.
outcome<field_order> read_field_order(std::string_view sort, std::span<const sorting_field> from);

namespace detail {

template <class T>
consteval bool has_order() {
  if constexpr (fields::is_optional<T>)
    return has_order<typename T::value_type>();
  else
    return std::is_same_v<T, std::string> || std::is_same_v<T, std::int64_t> ||
           std::is_same_v<T, bool> || fields::named_enum<T>;
}

std::optional<std::string> key_of_text(std::string_view text, column_kind kind,
                                       identity::generated letter);

template <class T>
std::optional<std::string> key_of(const T& value, column_kind kind, identity::generated letter) {
  if constexpr (fields::is_optional<T>) {
    if (!value) return {};
    return key_of(*value, kind, letter);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return key_of_text(value, kind, letter);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return numeric_key(static_cast<double>(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    return exact_key(value ? "true" : "false");
  } else {
    return exact_key(fields::name_of(value));
  }
}

}  // namespace detail

// Of the tags in `shown`; never of what leaves the store for nobody.
template <fields::record R>
std::vector<sorting_field> fields_to_sort_by(const fields::tag_set& shown) {
  std::vector<sorting_field> found;
  fields::for_each_field<R>([&](const auto& one) {
    using type = typename std::decay_t<decltype(one)>::type;
    if (detail::has_order<type>() && one.open_to != fields::access::hidden && shown[one.tag])
      found.push_back({one.name, one.tag});
  });
  return found;
}

// What the record is sorted by; nothing where it has no value, or a generated id: that of a number
// behind this letter.
template <fields::record R>
std::optional<std::string> sort_key_of(const R& record, std::uint8_t tag,
                                       identity::generated letter) {
  std::optional<std::string> key;
  fields::for_each_field<R>([&](const auto& one) {
    if constexpr (detail::has_order<typename std::decay_t<decltype(one)>::type>())
      if (one.tag == tag) key = detail::key_of(record.*one.member, one.rules.column, letter);
  });
  return key;
}

}  // namespace atrium::lists
