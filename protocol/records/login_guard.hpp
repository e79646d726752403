// What stands between a password and those who guess it (security.md 7): failures since the last
// good login, and the devices that he has logged in from. One for each account that anybody tried
// to log in to, and for each login that leads to nobody.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

// Known by a token that was given out at a good login.
struct known_device {
  std::string hash;  // of the token
  std::int64_t failures = 0;
  std::int64_t used_at = 0;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using d = known_device;
    return list{parameter{"hash", &d::hash, "", rule{.any_bytes = true}},
                parameter{"failures", &d::failures, ""}, parameter{"used_at", &d::used_at, ""}};
  }
};

struct login_guard {
  std::int64_t version = 0;  // 0: nothing is stored yet
  std::int64_t failures = 0;
  std::int64_t last_failure_at = 0;
  std::int64_t last_session = 0;  // the greatest number given out
  std::vector<known_device> devices;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using g = login_guard;
    return list{
        field{1, "version", &g::version, impersonal, hidden, "Raised by one with each change."},
        field{2, "failures", &g::failures, impersonal, hidden, "In a row."},
        field{3, "last_failure_at", &g::last_failure_at, impersonal, hidden, "When the last was."},
        field{4, "last_session", &g::last_session, impersonal, hidden,
              "Last session number given out."},
        field{5, "devices", &g::devices, impersonal, hidden, "Known devices."}};
  }
};

}  // namespace atrium::records
