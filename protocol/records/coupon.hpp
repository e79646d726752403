// A coupon that a customer was given (features.md G5): a part of his with a version of its own. One
// code may be many customers', each of whom redeems it once.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

// Upcoming is only ever shown: nothing happens when a coupon becomes valid.
enum class coupon_state : std::uint8_t { upcoming, valid, redeemed, expired };
constexpr auto enum_names(coupon_state) {
  return std::array<std::string_view, 4>{"upcoming", "valid", "redeemed", "expired"};
}

struct coupon {
  std::int64_t version = 1;
  std::string id;
  std::string code;
  std::optional<std::string> title;
  std::optional<std::string> reference;
  std::optional<std::int64_t> valid_from;
  std::optional<std::int64_t> valid_until;
  coupon_state state = coupon_state::valid;
  std::optional<std::int64_t> redeemed_at;
  std::optional<std::string> order;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  fields::unknown_tags unknown;
  bool operator==(const coupon&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = coupon;
    return list{
        field{1, "version", &c::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &c::id, impersonal, shown, "Generated; never changes.",
              rule{.column = column_kind::id}},
        field{3, "code", &c::code, personal, shown, "What is redeemed.",
              rule{.column = column_kind::exact}},
        field{4, "title", &c::title, personal, shown, "What it is called."},
        field{5, "reference", &c::reference, personal, back_office, "What it was given for.",
              rule{.column = column_kind::exact}},
        field{6, "valid_from", &c::valid_from, impersonal, shown,
              "Not before; milliseconds since 1970 UTC."},
        field{7, "valid_until", &c::valid_until, impersonal, shown, "When it expires."},
        field{8, "state", &c::state, impersonal, shown, "upcoming, valid, redeemed or expired."},
        field{9, "redeemed_at", &c::redeemed_at, impersonal, shown, "When it was redeemed."},
        field{10, "order", &c::order, personal, shown, "With which order, as its redeemer said.",
              rule{.column = column_kind::exact}},
        field{11, "created_at", &c::created_at, impersonal, shown, "When it was assigned."},
        field{12, "updated_at", &c::updated_at, impersonal, shown, "When it changed last."}};
  }
};

// Neither redeemed nor expired, as far as it is written down.
inline bool is_open(const coupon& which) { return which.state == coupon_state::valid; }

// When something happens to it by itself.
inline std::optional<std::int64_t> next_time(const coupon& which) {
  return is_open(which) ? which.valid_until : std::nullopt;
}

// What it is at that time, also if it was not written down yet that it has expired.
inline coupon_state state_at(const coupon& which, std::int64_t now_ms) {
  if (!is_open(which)) return which.state;
  if (which.valid_until && *which.valid_until <= now_ms) return coupon_state::expired;
  if (which.valid_from && *which.valid_from > now_ms) return coupon_state::upcoming;
  return coupon_state::valid;
}

// Whether a customer could have the one or the other.
inline bool is_same(const coupon& one, const coupon& other) { return one.code == other.code; }

}  // namespace atrium::records
