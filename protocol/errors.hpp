// The error codes of the client contract, in one table. A code is stable for ever; a new one is a
// new row.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace atrium {

enum class errc : std::uint8_t {
  bad_request,
  unknown_method,
  unknown_parameter,
  missing_field,
  invalid_field,
  too_large,
  unauthenticated,
  forbidden,
  capability_off,
  not_found,
  not_registered,
  email_taken,
  username_taken,
  id_taken,
  reference_taken,
  version_conflict,
  idempotency_mismatch,
  invalid_credentials,
  login_refused,
  too_many_attempts,
  weak_password,
  invalid_token,
  already_verified,
  has_orders,
  insufficient_credit,
  limit_reached,
  feed_truncated,
  overloaded,
  deadline_exceeded,
  shutting_down,
  storage_full,
  internal,
};

struct error_row {
  errc code;
  std::string_view name;
  bool retryable;  // the same call, unchanged, may succeed later
  std::string_view meaning;
};

inline constexpr std::array error_table{
    error_row{errc::bad_request, "bad_request", false,
              "The message is not a call as the protocol defines it."},
    error_row{errc::unknown_method, "unknown_method", false, "No method has this name."},
    error_row{errc::unknown_parameter, "unknown_parameter", false,
              "The method has no parameter of this name."},
    error_row{errc::missing_field, "missing_field", false, "A required value was not given."},
    error_row{errc::invalid_field, "invalid_field", false,
              "A value has the wrong type, format or range."},
    error_row{errc::too_large, "too_large", false, "A limit announced in hello was exceeded."},
    error_row{errc::unauthenticated, "unauthenticated", false,
              "Say session.hello with valid credentials first."},
    error_row{errc::forbidden, "forbidden", false, "The caller lacks the right for this."},
    error_row{errc::capability_off, "capability_off", false,
              "The tenant has this capability switched off."},
    error_row{errc::not_found, "not_found", false,
              "There is no such object, or none the caller may see."},
    error_row{errc::not_registered, "not_registered", false,
              "The customer is a guest and has no login."},
    error_row{errc::email_taken, "email_taken", false,
              "A registered customer of the realm has this e-mail."},
    error_row{errc::username_taken, "username_taken", false,
              "A registered customer of the realm has this username."},
    error_row{errc::id_taken, "id_taken", false, "The id is, or once was, in use."},
    error_row{errc::reference_taken, "reference_taken", false, "The reference is in use."},
    error_row{errc::version_conflict, "version_conflict", false,
              "The object changed; data.version is its version now."},
    error_row{errc::idempotency_mismatch, "idempotency_mismatch", false,
              "The key was used with another request."},
    error_row{errc::invalid_credentials, "invalid_credentials", false,
              "The credentials do not match."},
    error_row{errc::login_refused, "login_refused", false,
              "The account may not log in; data.reason says why."},
    error_row{errc::too_many_attempts, "too_many_attempts", true,
              "Wait retry_after_ms before the next attempt."},
    error_row{errc::weak_password, "weak_password", false,
              "The password is too short or too well known."},
    error_row{errc::invalid_token, "invalid_token", false,
              "The token is unknown, used, expired or not for this."},
    error_row{errc::already_verified, "already_verified", false, "The e-mail is verified already."},
    error_row{errc::has_orders, "has_orders", false,
              "A customer with orders cannot be removed, only erased."},
    error_row{errc::insufficient_credit, "insufficient_credit", false,
              "The balance does not cover the amount."},
    error_row{errc::limit_reached, "limit_reached", false,
              "No more objects of this kind are allowed."},
    error_row{errc::feed_truncated, "feed_truncated", false,
              "The journal starts later; data.from is its first number."},
    error_row{errc::overloaded, "overloaded", true,
              "Too much is waiting; retry after retry_after_ms."},
    error_row{errc::deadline_exceeded, "deadline_exceeded", true,
              "The call's deadline passed before it was decided."},
    error_row{errc::shutting_down, "shutting_down", true,
              "The daemon is stopping; nothing was done."},
    error_row{errc::storage_full, "storage_full", true,
              "The store has no room for new data; reads go on."},
    error_row{errc::internal, "internal", true,
              "The daemon failed; the outcome of a write is unknown."},
};

constexpr bool error_table_is_in_order() {
  for (std::size_t i = 0; i < error_table.size(); ++i)
    if (static_cast<std::size_t>(error_table[i].code) != i) return false;
  return static_cast<std::size_t>(errc::internal) + 1 == error_table.size();
}
static_assert(error_table_is_in_order(), "every code has its row, in the order of the enum");

constexpr const error_row& row_of(errc code) { return error_table[static_cast<std::size_t>(code)]; }

}  // namespace atrium
