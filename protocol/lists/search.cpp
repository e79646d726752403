#include "protocol/lists/search.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/identity/code_points.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/text/words.hpp"

namespace atrium::lists {
namespace {

// Fewer digits are no part of a phone number that anybody would look for.
constexpr std::size_t phone_digits_min = 3;

bool is_digit(char each) { return each >= '0' && each <= '9'; }

// The digits of what looks like a phone number, without what is dialled before the country's or the
// city's code; empty for anything else.
std::string phone_digits(std::string_view text) {
  if (text.find_first_not_of("0123456789 +()-./") != std::string_view::npos) return {};
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), is_digit);
  digits.erase(0, digits.find_first_not_of('0'));
  return digits.size() >= phone_digits_min ? digits : std::string();
}

condition begins_word(column of, std::string_view word) {
  return with_word(of, word_key(of, word.substr(0, text::word_bytes_max)));
}

condition number_is(std::uint64_t account) {
  return in_range(every_record, number_key(account), number_key(account + 1));
}

condition starts_with(column of, std::string_view text) {
  const std::string key = exact_key(text);
  return in_range(of, key, behind(key));
}

// What is found without words: numbers, references, ids.
void add_names_of(std::string_view token, const list_column& field, const scope& of,
                  std::vector<condition>& any) {
  switch (field.kind) {
    case column_kind::number: {
      std::uint64_t number = 0;
      const auto end = token.data() + token.size();
      const auto [read_to, failed] = std::from_chars(token.data(), end, number);
      if (failed == std::errc() && read_to == end && number <= fields::integer_max)
        any.push_back(number_is(number));
      if (const auto by_id = identity::number_of_generated_id(token))
        any.push_back(number_is(*by_id));
      break;
    }
    case column_kind::reference:
      if (const auto number = of.references.number_of(identity::lower_ascii(token)))
        any.push_back(number_is(*number));
      break;
    case column_kind::id:
    case column_kind::exact:
      any.push_back(starts_with(field.number, token));
      break;
    case column_kind::email:
      if (token.find('@') != std::string_view::npos)
        any.push_back(starts_with(field.number, identity::lower_ascii(token)));
      break;
    default:
      break;
  }
}

class searching {
 public:
  explicit searching(const scope& of) : scope_(of) {
    for (const auto& some : {customer_columns(), of.of_mixins})
      for (const list_column& each : some) columns_.push_back(&each);
  }

  condition token(std::string_view token) const {
    std::vector<condition> any;
    std::vector<condition> pieces;
    for (const std::string& word : text::words_of(token)) pieces.push_back(in_any_column(word));
    if (!pieces.empty()) any.push_back(all_of(std::move(pieces)));
    for (const list_column* each : columns_) {
      add_names_of(token, *each, scope_, any);
      if (each->kind == column_kind::email)
        any.push_back(begins_word(each->number, identity::lower_ascii(token)));
    }
    any.push_back(phone(token));
    return any_of(std::move(any));
  }

  condition phone(std::string_view text) const {
    std::vector<condition> any;
    if (const std::string digits = phone_digits(text); !digits.empty())
      for (const list_column* each : columns_)
        if (each->kind == column_kind::phone) any.push_back(begins_word(each->number, digits));
    return any_of(std::move(any));
  }

 private:
  condition in_any_column(std::string_view word) const {
    std::vector<condition> any;
    for (const list_column* each : columns_)
      if (has_words(each->kind) && each->kind != column_kind::phone)
        any.push_back(begins_word(each->number, word));
    return any_of(std::move(any));
  }

  const scope& scope_;
  std::vector<const list_column*> columns_;
};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> tokens;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space > 0) tokens.push_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return tokens;
}

}  // namespace

condition read_search(std::string_view search, const scope& of, const fields::path& at,
                      fields::problems& found) {
  std::vector<std::string_view> tokens = split(search);
  std::erase_if(tokens, [](std::string_view each) { return text::words_of(each).empty(); });
  if (tokens.empty() || tokens.size() > search_words_max) {
    found.add(at, errc::invalid_field,
              tokens.empty() ? "has neither a letter nor a digit"
                             : "has more than " + std::to_string(search_words_max) + " words");
    return {};
  }
  const searching in(of);
  std::vector<condition> all;
  all.reserve(tokens.size());
  for (const std::string_view each : tokens) all.push_back(in.token(each));
  condition by_words = all_of(std::move(all));
  if (tokens.size() == 1 || phone_digits(search).empty()) return by_words;
  return any_of({std::move(by_words), in.phone(search)});
}

std::optional<condition> words_within(const list_column& field, std::string_view text) {
  if (field.kind == column_kind::phone) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), is_digit);
    digits.erase(0, digits.find_first_not_of('0'));
    if (digits.empty()) return {};
    return begins_word(field.number, digits);
  }
  std::vector<condition> all;
  for (const std::string& word : text::words_of(text))
    all.push_back(begins_word(field.number, word));
  if (all.empty()) return {};
  condition by_words = all_of(std::move(all));
  if (field.kind != column_kind::email) return by_words;
  return any_of({std::move(by_words), begins_word(field.number, identity::lower_ascii(text))});
}

}  // namespace atrium::lists
