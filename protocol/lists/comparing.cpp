#include "protocol/lists/comparing.hpp"

#include <algorithm>

#include "protocol/fields/value.hpp"
#include "protocol/identity/code_points.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/lists/search.hpp"
#include "protocol/text/collation.hpp"

namespace atrium::lists {
namespace {

// The keys of all values that are equal to one: from <= key < to.
struct equal_keys {
  std::string from, to;
};

equal_keys of_exact_key(std::string key) {
  std::string to = key.size() < key_bytes_max ? key + '\0' : behind(key);
  return {std::move(key), std::move(to)};
}

// All spellings of a name continue the letters' key with 1; longer names continue it with more.
equal_keys of_letters_key(std::string key) {
  std::string to = key.size() < text::sort_key_bytes_max ? key + '\2' : behind(key);
  return {std::move(key), std::move(to)};
}

condition in_order(comparison with, column of, equal_keys keys) {
  switch (with) {
    case comparison::lt:
      if (keys.from.empty()) return no_record();
      return in_range(of, {}, std::move(keys.from));
    case comparison::le:
      return in_range(of, {}, std::move(keys.to));
    case comparison::gt:
      return in_range(of, std::move(keys.to), {});
    case comparison::ge:
      return in_range(of, std::move(keys.from), {});
    case comparison::starts_with: {
      std::string to = behind(keys.from);
      return in_range(of, std::move(keys.from), std::move(to));
    }
    default:
      return in_range(of, std::move(keys.from), std::move(keys.to));
  }
}

equal_keys of_number(std::uint64_t account) {
  return {number_key(account), number_key(account + 1)};
}

condition generated(column id, condition of_number) {
  return all_of({none_of(has_value(id)), std::move(of_number)});
}

// The numbers whose decimal spelling begins with the digits.
condition numbers_starting_with(std::string_view digits) {
  std::vector<condition> any;
  if (digits.empty()) return {};
  if (digits.front() == '0' || digits.size() > 16) return no_record();
  std::uint64_t from = 0;
  for (const char digit : digits) from = from * 10 + static_cast<std::uint64_t>(digit - '0');
  for (std::uint64_t width = 1; from * width <= fields::integer_max; width *= 10)
    any.push_back(in_range(every_record, number_key(from * width), number_key((from + 1) * width)));
  return any_of(std::move(any));
}

// Chosen ids have entries and stand first, generated ones are numbers.
condition compare_id(comparison with, column id, const std::string& text) {
  const auto number = identity::number_of_generated_id(text);
  const bool digits_only =
      text.starts_with('c') && text.find_first_not_of("0123456789", 1) == std::string::npos;
  condition chosen = in_order(with, id, of_exact_key(exact_key(text)));
  switch (with) {
    case comparison::starts_with:
      if (!text.empty() && !digits_only) return chosen;
      return any_of({std::move(chosen),
                     generated(id, numbers_starting_with(
                                       std::string_view(text).substr(text.empty() ? 0 : 1)))});
    case comparison::lt:
    case comparison::le:
      if (!number) return chosen;
      return any_of(
          {has_value(id), generated(id, in_order(with, every_record, of_number(*number)))});
    case comparison::gt:
    case comparison::ge:
      if (number) return generated(id, in_order(with, every_record, of_number(*number)));
      return any_of({std::move(chosen), none_of(has_value(id))});
    default:
      if (!number) return chosen;
      return any_of(
          {std::move(chosen), generated(id, in_order(with, every_record, of_number(*number)))});
  }
}

class value_reader {
 public:
  value_reader(const list_column& field, const scope& of, fields::problems& found)
      : column_(field), scope_(of), found_(found) {}

  // What is compared whole, by the field's own rules.
  condition equal(wire::cursor& from, const fields::path& at) {
    if (is_numeric()) return ordered(comparison::eq, from, at);
    const std::string text = canonical(from, at);
    switch (column_.kind) {
      case column_kind::set:
        return in_set(column_.number, {text});
      case column_kind::id:
        return compare_id(comparison::eq, column_.number, text);
      case column_kind::reference: {
        const auto number = scope_.references.number_of(text);
        return number ? in_order(comparison::eq, every_record, of_number(*number)) : no_record();
      }
      case column_kind::text:
        return in_order(comparison::eq, column_.number, of_letters_key(text::letters_key(text)));
      default:
        return in_order(comparison::eq, column_.number, of_exact_key(exact_key(text)));
    }
  }

  // What is compared as far as it goes: part of an address is none.
  condition ordered(comparison with, wire::cursor& from, const fields::path& at) {
    if (column_.kind == column_kind::number) {
      const auto account = static_cast<std::uint64_t>(std::max<std::int64_t>(whole(from, at), 0));
      return in_order(with, every_record, of_number(account));
    }
    if (is_numeric())
      return in_order(with, column_.number, of_exact_key(numeric_key(number(from, at))));
    const std::string text = plain(from, at);
    switch (column_.kind) {
      case column_kind::text:
        return in_order(with, column_.number, of_letters_key(text::letters_key(text)));
      case column_kind::id:
        return compare_id(with, column_.number, text);
      default:
        return in_order(with, column_.number, of_exact_key(exact_key(beginning(text, at))));
    }
  }

  condition containing(wire::cursor& from, const fields::path& at) {
    auto made = words_within(column_, plain(from, at));
    if (made) return *std::move(made);
    refuse(at, "has neither a letter nor a digit");
    return {};
  }

 private:
  void refuse(const fields::path& at, std::string message) {
    found_.add(at, errc::invalid_field, std::move(message));
  }

  bool is_numeric() const {
    return column_.holds == holding::integer || column_.holds == holding::number;
  }

  std::int64_t whole(wire::cursor& from, const fields::path& at) {
    std::int64_t value = 0;
    fields::decode_integer(from, value, column_.rules, at, found_);
    return value;
  }

  double number(wire::cursor& from, const fields::path& at) {
    if (column_.holds == holding::integer) return static_cast<double>(whole(from, at));
    double value = 0;
    if (!from.read_floating(value)) fields::refuse_value(from, at, "a number", found_);
    return value;
  }

  std::string plain(wire::cursor& from, const fields::path& at) {
    std::string text;
    fields::decode_text(from, text, {.bytes_max = column_.rules.bytes_max}, at, found_);
    return text;
  }

  std::string canonical(wire::cursor& from, const fields::path& at) {
    std::string text;
    if (column_.holds == holding::boolean) {
      bool value = false;
      fields::decode_boolean(from, value, at, found_);
      return value ? "true" : "false";
    }
    if (!fields::decode_text(from, text, column_.rules, at, found_)) return text;
    if (column_.holds == holding::name) check_name(text, at);
    if (column_.kind == column_kind::email) {
      auto address = identity::canonical_email(text);
      if (address) return std::move(address->canonical);
      refuse(at, address.failure().message);
    }
    if (column_.kind == column_kind::username) {
      auto key = identity::login_key(text);
      if (key) return std::move(key).value();
      refuse(at, key.failure().message);
    }
    return text;
  }

  void check_name(std::string_view text, const fields::path& at) {
    if (std::ranges::find(column_.names, text) != column_.names.end()) return;
    std::string all;
    for (const std::string_view each : column_.names)
      all += (all.empty() ? "" : ", ") + std::string(each);
    refuse(at, "must be one of " + all);
  }

  // The beginning of a canonical form, as far as a beginning can have one.
  std::string beginning(const std::string& text, const fields::path& at) {
    if (column_.kind == column_kind::email) return identity::lower_ascii(text);
    if (column_.kind == column_kind::username) {
      auto key = identity::canonical_username(text);
      return key ? std::move(key).value() : identity::lower_ascii(text);
    }
    if (column_.kind != column_kind::phone) return text;
    if (!text.starts_with('+')) refuse(at, "begins with '+' and the country's code");
    std::string digits = "+";
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](char each) { return each >= '0' && each <= '9'; });
    return digits;
  }

  const list_column& column_;
  const scope& scope_;
  fields::problems& found_;
};

condition equal_to_one(value_reader& reader, const list_column& field, wire::cursor& from,
                       const fields::path& at, fields::problems& found, std::size_t& values) {
  std::uint32_t count = 0;
  if (!from.read_array(count))
    return fields::refuse_value(from, at, "an array", found), no_record();
  std::vector<condition> any;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (++values <= filter_values_max)
      any.push_back(reader.equal(from, at / std::int64_t{i}));
    else
      from.skip();
  }
  if (values > filter_values_max)
    found.add(at, errc::invalid_field,
              "a filter names at most " + std::to_string(filter_values_max) + " values");
  if (field.kind != column_kind::set || any.empty()) return any_of(std::move(any));
  condition set = std::move(any.front());
  for (std::size_t i = 1; i < any.size(); ++i)
    set.values.push_back(std::move(any[i].values.front()));
  return set;
}

condition existing(const list_column& field, bool wanted) {
  const bool always = field.number == every_record || field.kind == column_kind::id;
  condition made = always ? condition{} : has_value(field.number);
  return wanted ? made : none_of(std::move(made));
}

}  // namespace

condition compare(const list_column& field, comparison with, wire::cursor& from, const scope& of,
                  const fields::path& at, fields::problems& found, std::size_t& values) {
  value_reader reader(field, of, found);
  switch (with) {
    case comparison::eq:
      return reader.equal(from, at);
    case comparison::ne:
      return none_of(reader.equal(from, at));
    case comparison::contains:
      return reader.containing(from, at);
    case comparison::in:
      return equal_to_one(reader, field, from, at, found, values);
    case comparison::exists: {
      bool wanted = true;
      fields::decode_boolean(from, wanted, at, found);
      return existing(field, wanted);
    }
    default:
      return reader.ordered(with, from, at);
  }
}

}  // namespace atrium::lists
