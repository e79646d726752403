#include "protocol/lists/entries.hpp"

#include <cmath>

#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/text/collation.hpp"
#include "protocol/text/words.hpp"

namespace atrium::lists {
namespace {

void add_words(entries& into, column of, std::vector<std::string>&& words) {
  if (words.size() > words_max) words.resize(words_max);
  for (const std::string& each : words) into.words.push_back(word_key(of, each));
}

template <class T>
void add_value(entries& into, column of, column_kind kind, const T& value) {
  if constexpr (fields::is_optional<T>) {
    if (value) add_value(into, of, kind, *value);
  } else if constexpr (fields::is_vector<T>) {
    for (const auto& each : value) add_value(into, of, kind, each);
  } else if constexpr (std::is_same_v<T, std::string>) {
    add_text(into, of, kind, value);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    add_number(into, of, static_cast<double>(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    add_text(into, of, kind, value ? "true" : "false");
  } else if constexpr (fields::named_enum<T>) {
    add_text(into, of, kind, fields::name_of(value));
  } else if constexpr (requires { value.in_lists(); }) {
    add_value(into, of, kind, value.in_lists());
  }
}

// Goes on to the value of that name, if the next value is a map that has one.
bool enter(wire::cursor& at, std::string_view name) {
  std::uint32_t count = 0;
  if (!at.read_map(count)) return false;
  for (; count > 0; --count) {
    std::string_view key;
    if (at.read_string(key) && key == name) return true;
    at.skip();
  }
  return false;
}

std::optional<wire::cursor> value_of(const fields::dynamic_map& mixins, const list_column& field) {
  wire::cursor at(mixins.bytes);
  std::string_view path = std::string_view(field.name).substr(mixins_prefix.size());
  for (;;) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    if (!enter(at, path.substr(0, dot))) return {};
    if (dot == path.size()) return at;
    path.remove_prefix(dot + 1);
  }
}

void add_mixin(entries& into, const list_column& field, wire::cursor& from) {
  std::string_view text;
  double number = 0;
  bool truth = false;
  switch (field.holds) {
    case holding::text:
      if (from.read_string(text)) add_text(into, field.number, field.kind, text);
      break;
    case holding::integer:
    case holding::number:
      if (from.read_floating(number) &&
          (field.holds == holding::number || std::trunc(number) == number))
        add_number(into, field.number, number);
      break;
    case holding::boolean:
      if (from.read_boolean(truth)) add_value(into, field.number, field.kind, truth);
      break;
    case holding::name:
      break;
  }
}

}  // namespace

void add_text(entries& into, column of, column_kind kind, std::string_view value) {
  const auto sort_as = [&](std::string key) { into.sorted.emplace_back(of, std::move(key)); };
  switch (kind) {
    case column_kind::set:
      into.sets.emplace_back(of, value);
      break;
    case column_kind::text:
      sort_as(text::sort_key(value));
      add_words(into, of, text::words_of(value));
      break;
    case column_kind::exact:
    case column_kind::date:
    case column_kind::id:
      sort_as(exact_key(value));
      break;
    case column_kind::email:
      // What was an address when it was stored is one; the rules may have become stricter since.
      if (const auto address = identity::canonical_email(value)) {
        sort_as(exact_key(address->canonical));
        add_words(into, of, text::words_of_email(address->canonical));
      }
      break;
    case column_kind::username:
      if (const auto key = identity::login_key(value)) {
        sort_as(exact_key(*key));
        add_words(into, of, text::words_of(*key));
      }
      break;
    case column_kind::phone:
      sort_as(exact_key(value));
      add_words(into, of, text::words_of_phone(value));
      break;
    case column_kind::none:
    case column_kind::integer:
    case column_kind::number:
    case column_kind::reference:
      break;
  }
}

void add_number(entries& into, column of, double value) {
  into.sorted.emplace_back(of, numeric_key(value));
}

std::optional<entries> entries_of(const records::customer& of,
                                  std::span<const list_column> of_mixins,
                                  const column_choice& only) {
  if (of.is_tombstone()) return {};
  entries made;
  fields::for_each_field<records::customer>([&](const auto& one) {
    const column_kind kind = one.rules.column;
    // A number is what the index counts by; so is whatever follows from it.
    const bool by_number = kind == column_kind::number || kind == column_kind::reference ||
                           (kind == column_kind::id && !of.custom_id);
    if (kind != column_kind::none && !by_number && only.of_record[one.tag])
      add_value(made, column{one.tag}, kind, of.*one.member);
  });
  if (!only.of_mixins) return made;
  for (const list_column& each : of_mixins)
    if (auto value = value_of(of.mixins, each)) add_mixin(made, each, *value);
  return made;
}

fields::tag_set tags_of(const column_choice& only) {
  using records::customer;
  fields::tag_set tags = only.of_record;
  tags[customer::erased_tag] = tags[customer::merged_tag] = true;
  tags[customer::custom_id_tag] = only.of_record[customer::id_tag];
  tags[customer::mixins_tag] = only.of_mixins;
  return tags;
}

std::optional<column_choice> columns_changed(const records::change& by) {
  column_choice changed;
  const bool names_all = records::names_all_fields(by.kind);
  // An address, a note: the profile is in lists, its parts are not.
  if (by.object && !names_all) return changed;
  if (!names_all) return {};
  for (const std::string& name : by.fields_changed) {
    bool known = false;
    fields::for_each_field<records::customer>([&](const auto& one) {
      if (one.name != name) return;
      known = true;
      changed.of_record[one.tag] = one.rules.column != column_kind::none;
      changed.of_mixins |= one.tag == records::customer::mixins_tag;
    });
    if (!known) return {};
  }
  return changed;
}

}  // namespace atrium::lists
