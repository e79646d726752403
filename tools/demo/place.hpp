// The tenant `demo` with its sites, made if there is none.
#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "tools/client/client.hpp"

namespace atrium::demo {

struct shop {
  const char* site;
  const char* name;
  const char* realm;  // those of one realm share their logins
  const char* locale;
  const char* currency;
};

inline constexpr const char* tenant_name = "demo";
inline constexpr const char* second_realm = "outlet";
inline constexpr std::array shops{
    shop{"shop-de", "Demo Deutschland", "default", "de-DE", "EUR"},
    shop{"shop-fr", "Demo France", "default", "fr-FR", "EUR"},
    shop{"outlet-us", "Demo Outlet", second_realm, "en-US", "USD"},
};

// Makes what is missing, as the operator, and answers the tenant's API key, which is kept in
// `key_file` (mode 0600). A key file that is lost or no longer accepted is replaced by a new key.
outcome<access_key> prepare_place(const endpoint& where, const access_key& operator_key,
                                  const std::filesystem::path& key_file);

}  // namespace atrium::demo
