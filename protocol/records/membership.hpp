// What a customer is a member of, or a role that he has (features.md G7): a part of his with a
// version of its own, for a time or for good.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

// Their names are the words of their events.
enum class membership_kind : std::uint8_t { membership, role };
constexpr auto enum_names(membership_kind) {
  return std::array<std::string_view, 2>{"membership", "role"};
}

enum class membership_state : std::uint8_t { upcoming, active, ended, revoked };
constexpr auto enum_names(membership_state) {
  return std::array<std::string_view, 4>{"upcoming", "active", "ended", "revoked"};
}

struct membership {
  std::int64_t version = 1;
  std::string id;
  membership_kind kind = membership_kind::membership;
  std::string name;
  std::int64_t from = 0;
  std::optional<std::int64_t> until;
  membership_state state = membership_state::upcoming;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  fields::unknown_tags unknown;
  bool operator==(const membership&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using m = membership;
    return list{
        field{1, "version", &m::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &m::id, impersonal, shown, "Generated; never changes.",
              rule{.column = column_kind::id}},
        field{3, "kind", &m::kind, impersonal, shown, "membership or role."},
        field{4, "name", &m::name, personal, shown, "Of what, or which role."},
        field{5, "from", &m::from, impersonal, shown,
              "When it begins; milliseconds since 1970 UTC."},
        field{6, "until", &m::until, impersonal, shown, "When it ends; without it, never."},
        field{7, "state", &m::state, impersonal, shown, "upcoming, active, ended or revoked."},
        field{8, "created_at", &m::created_at, impersonal, shown, "When it was granted."},
        field{9, "updated_at", &m::updated_at, impersonal, shown, "When it changed last."}};
  }
};

// Neither ended nor revoked, as far as it is written down.
inline bool is_open(const membership& which) {
  return which.state == membership_state::upcoming || which.state == membership_state::active;
}

// When something happens to it by itself.
inline std::optional<std::int64_t> next_time(const membership& which) {
  if (which.state == membership_state::upcoming) return which.from;
  return which.state == membership_state::active ? which.until : std::nullopt;
}

// What it is at that time, also if it was not written down yet that it has begun or ended.
inline membership_state state_at(const membership& which, std::int64_t now_ms) {
  if (!is_open(which)) return which.state;
  if (which.until && *which.until <= now_ms) return membership_state::ended;
  return which.from > now_ms ? membership_state::upcoming : membership_state::active;
}

// Whether a customer could have the one or the other.
inline bool is_same(const membership& one, const membership& other) {
  return one.kind == other.kind && one.name == other.name;
}

}  // namespace atrium::records
