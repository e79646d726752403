// What `atrium` ends with: one kind of outcome, one number.
#pragma once

#include <array>
#include <string_view>

#include "protocol/errors.hpp"

namespace atrium::cli {

enum class exit_code : int {
  ok = 0,
  refused = 1,
  usage = 2,
  no_connection = 3,
  no_right = 4,
  not_found = 5,
  conflict = 6,
  try_later = 7,
  broken_store = 8,
  failed = 9,
};

struct exit_row {
  exit_code code;
  std::string_view text;
};

inline constexpr std::array exit_table{
    exit_row{exit_code::ok, "done"},
    exit_row{exit_code::refused, "refused: the call is wrong, or a rule forbids it"},
    exit_row{exit_code::usage, "the command line is wrong"},
    exit_row{exit_code::no_connection, "cannot connect, connection lost, or no answer in time"},
    exit_row{exit_code::no_right, "no or wrong credentials, or the right is missing"},
    exit_row{exit_code::not_found, "there is no such object, or none the caller may see"},
    exit_row{exit_code::conflict, "taken, or changed in the meantime"},
    exit_row{exit_code::try_later, "overloaded, too late, shutting down or full: try again later"},
    exit_row{exit_code::broken_store, "the store on disk is broken"},
    exit_row{exit_code::failed, "something failed inside Atrium or the system"},
};

constexpr exit_code exit_code_of(errc code) {
  switch (code) {
    case errc::unauthenticated:
    case errc::forbidden:
    case errc::capability_off:
    case errc::invalid_credentials:
    case errc::login_refused:
    case errc::invalid_token:
      return exit_code::no_right;
    case errc::not_found:
      return exit_code::not_found;
    case errc::email_taken:
    case errc::username_taken:
    case errc::id_taken:
    case errc::reference_taken:
    case errc::version_conflict:
    case errc::idempotency_mismatch:
    case errc::already_verified:
      return exit_code::conflict;
    case errc::too_many_attempts:
    case errc::overloaded:
    case errc::deadline_exceeded:
    case errc::shutting_down:
    case errc::storage_full:
      return exit_code::try_later;
    case errc::internal:
      return exit_code::failed;
    default:
      return exit_code::refused;
  }
}

}  // namespace atrium::cli
