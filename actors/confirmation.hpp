// What is asked for before something is done that nothing takes back: a time and a keyed hash.
// Nothing is stored, so to ask changes nothing, and a confirmation outlives a crash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace atrium::actors {

inline constexpr std::int64_t confirm_within_ms = 15 * std::int64_t{60'000};

// Good until `expires_at` for `what`, which says what is to be done, with whom, and with which
// version of him. `key` is the tenant's (records::tenant::reference_key).
std::string make_confirmation(std::string_view key, const std::string& what,
                              std::int64_t expires_at);

// Whether the caller brought one of ours for `what`, in time.
bool confirms(const std::string& given, std::string_view key, const std::string& what,
              std::int64_t now_ms);

}  // namespace atrium::actors
