#include "protocol/lists/columns.hpp"

#include <algorithm>
#include <bit>

#include "protocol/records/customer.hpp"

namespace atrium::lists {
namespace {

template <class T>
void describe_values(list_column& into) {
  if constexpr (fields::is_optional<T>) {
    describe_values<typename T::value_type>(into);
  } else if constexpr (fields::is_vector<T>) {
    describe_values<typename T::value_type>(into);
    into.many = true;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    into.holds = holding::integer;
  } else if constexpr (std::is_same_v<T, bool>) {
    into.holds = holding::boolean;
  } else if constexpr (fields::named_enum<T>) {
    static constexpr auto names = enum_names(T{});
    into.holds = holding::name;
    into.names = names;
  }
}

std::vector<list_column> columns_of_customer() {
  std::vector<list_column> all;
  fields::for_each_field<records::customer>([&](const auto& one) {
    const column_kind kind = one.rules.column;
    if (kind == column_kind::none || one.open_to == fields::access::hidden) return;
    const bool by_number = kind == column_kind::number || kind == column_kind::reference;
    list_column& added = all.emplace_back();
    added.number = by_number ? every_record : column{one.tag};
    added.name = one.name;
    added.kind = kind;
    added.rules = one.rules;
    describe_values<typename std::decay_t<decltype(one)>::type>(added);
  });
  return all;
}

list_column column_of(const records::indexed_property& property) {
  list_column made{.number = static_cast<column>(property.column),
                   .name = std::string(mixins_prefix) + property.path};
  switch (property.type) {
    case schema::simple_type::string:
      made.kind = column_kind::text;
      made.holds = holding::text;
      break;
    case schema::simple_type::integer:
      made.kind = column_kind::integer;
      made.holds = holding::integer;
      break;
    case schema::simple_type::number:
      made.kind = column_kind::integer;
      made.holds = holding::number;
      break;
    case schema::simple_type::boolean:
      made.kind = column_kind::set;
      made.holds = holding::boolean;
      break;
  }
  return made;
}

}  // namespace

std::vector<list_column> columns_of(std::span<const records::indexed_property> properties) {
  std::vector<list_column> all;
  for (const records::indexed_property& each : properties) all.push_back(column_of(each));
  return all;
}

std::span<const list_column> customer_columns() {
  static const std::vector<list_column> all = columns_of_customer();
  return all;
}

const list_column* find_column(std::string_view name, std::span<const list_column> of_mixins) {
  for (const auto& some : {customer_columns(), of_mixins}) {
    const auto found = std::ranges::find(some, name, &list_column::name);
    if (found != some.end()) return &*found;
  }
  return nullptr;
}

bool serves(column_kind kind, comparison with) {
  switch (with) {
    case comparison::eq:
    case comparison::ne:
    case comparison::in:
    case comparison::exists:
      return kind != column_kind::none;
    case comparison::lt:
    case comparison::le:
    case comparison::gt:
    case comparison::ge:
      return kind != column_kind::set && sortable(kind);
    case comparison::starts_with:
      return kind != column_kind::set && kind != column_kind::integer &&
             kind != column_kind::number && sortable(kind);
    case comparison::contains:
      return has_words(kind);
  }
  return false;
}

bool sortable(column_kind kind) {
  return kind != column_kind::none && kind != column_kind::reference;
}

bool has_words(column_kind kind) {
  return kind == column_kind::text || kind == column_kind::email || kind == column_kind::username ||
         kind == column_kind::phone;
}

std::string served_by(column_kind kind) {
  std::string all;
  for (std::size_t i = 0; i < comparison_names.size(); ++i)
    if (serves(kind, static_cast<comparison>(i)))
      all += (all.empty() ? "" : ", ") + std::string(comparison_names[i]);
  return all;
}

std::string exact_key(std::string_view text) { return std::string(cut_key(text)); }

// IEEE 754: the bytes of positive numbers sort as they do, those of negative ones the other way.
std::string numeric_key(double value) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);  // 0 is -0
  return number_key(bits & sign ? ~bits : bits | sign);
}

std::string number_key(std::uint64_t account) {
  std::string key(8, '\0');
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<char>(account >> (56 - 8 * i));
  return key;
}

std::string word_key(column of, std::string_view word) {
  std::string key;
  if (of < 0x80) {
    key += static_cast<char>(of);
  } else {
    key += static_cast<char>(0x80 | of >> 7);
    key += static_cast<char>(0x80 | (of & 0x7f));
  }
  return key.append(word);
}

column column_of_word(std::string_view key) {
  const auto byte = [key](std::size_t at) {
    return at < key.size() ? static_cast<unsigned char>(key[at]) : 0U;
  };
  return static_cast<column>(byte(0) < 0x80 ? byte(0) : (byte(0) & 0x7f) << 7 | (byte(1) & 0x7f));
}

std::string behind(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

}  // namespace atrium::lists
