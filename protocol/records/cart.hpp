// A cart of a customer (features.md G2): a part of his with a version of its own. One that is not
// saved for long is abandoned, until it is saved again.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/records/money.hpp"

namespace atrium::records {

struct cart_line {
  std::string sku;
  std::optional<std::string> name;
  std::int64_t quantity = 0;
  std::optional<money> unit_price;
  bool operator==(const cart_line&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = cart_line;
    return list{parameter{"sku", &l::sku, "What is to be ordered."},
                parameter{"name", &l::name, "What it is called."},
                parameter{"quantity", &l::quantity, "How many of it."},
                parameter{"unit_price", &l::unit_price, "Of one, as the shop said last."}};
  }
};

enum class cart_state : std::uint8_t { open, abandoned };
constexpr auto enum_names(cart_state) {
  return std::array<std::string_view, 2>{"open", "abandoned"};
}

struct cart {
  std::int64_t version = 1;
  std::string id;
  std::string site;
  std::optional<std::string> name;
  std::vector<cart_line> lines;
  std::optional<std::string> note;
  cart_state state = cart_state::open;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::optional<std::int64_t> abandoned_from;
  fields::unknown_tags unknown;
  bool operator==(const cart&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = cart;
    return list{
        field{1, "version", &c::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &c::id, impersonal, shown, "Generated; never changes.",
              rule{.column = column_kind::id}},
        field{3, "site", &c::site, impersonal, shown, "Where it would be ordered.",
              rule{.column = column_kind::exact}},
        field{4, "name", &c::name, personal, shown, "What the customer calls it."},
        field{5, "lines", &c::lines, personal, shown, "What is in it."},
        field{6, "note", &c::note, personal, shown, "May have several lines."},
        field{7, "state", &c::state, impersonal, shown,
              "open, or abandoned: not saved for long, until it is saved again."},
        field{8, "created_at", &c::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{9, "updated_at", &c::updated_at, impersonal, shown, "When it was saved last."},
        field{10, "abandoned_from", &c::abandoned_from, impersonal, hidden,
              "When it is abandoned if it is not saved before."}};
  }
};

// When something happens to it by itself.
inline std::optional<std::int64_t> next_time(const cart& which) {
  return which.state == cart_state::open ? which.abandoned_from : std::nullopt;
}

}  // namespace atrium::records
