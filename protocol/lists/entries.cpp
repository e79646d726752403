#include "protocol/lists/entries.hpp"

#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/text/collation.hpp"
#include "protocol/text/words.hpp"

namespace atrium::lists {
namespace {

void add_words(entries& into, column of, std::vector<std::string>&& words) {
  for (const std::string& each : words)
    if (into.words.size() < words_max) into.words.push_back(word_key(of, each));
}

template <class T>
void add_value(entries& into, column of, column_kind kind, const T& value) {
  if constexpr (fields::is_optional<T>) {
    if (value) add_value(into, of, kind, *value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    add_text(into, of, kind, value);
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    add_integer(into, of, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    add_text(into, of, kind, value ? "true" : "false");
  } else if constexpr (fields::named_enum<T>) {
    add_text(into, of, kind, fields::name_of(value));
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

void add_integer(entries& into, column of, std::int64_t value) {
  into.sorted.emplace_back(of, integer_key(value));
}

std::optional<entries> entries_of(const records::customer& of) {
  if (of.is_tombstone()) return {};
  entries made;
  fields::for_each_field<records::customer>([&](const auto& one) {
    const column_kind kind = one.rules.column;
    // A number is what the index counts by; so is whatever follows from it.
    const bool by_number = kind == column_kind::number || kind == column_kind::reference ||
                           (kind == column_kind::id && !of.custom_id);
    if (kind != column_kind::none && !by_number)
      add_value(made, column{one.tag}, kind, of.*one.member);
  });
  return made;
}

}  // namespace atrium::lists
