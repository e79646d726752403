// A machine caller of one tenant, and the scopes that it can hold (protocol.md 2).
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

enum class scope : std::uint8_t {
  storefront,
  customers_read,
  customers_write,
  orders_write,
  credit_write,
  marketing,
  feed,
  import,
  admin,
  audit,
  support,  // of people only: they buy in a customer's place (features.md R5)
  customers_email,
};
constexpr auto enum_names(scope) {
  return std::array<std::string_view, 12>{"storefront",   "customers:read", "customers:write",
                                          "orders:write", "credit:write",   "marketing",
                                          "feed",         "import",         "admin",
                                          "audit",        "support",        "customers:email"};
}

struct client {
  std::int64_t version = 1;
  std::string id;  // the middle part of its API key
  std::string name;
  std::vector<scope> scopes;
  std::vector<std::string> sites;      // empty: all
  std::vector<std::string> addresses;  // networks it may come from; empty: any
  bool revoked = false;
  std::int64_t created_at = 0;
  std::optional<std::int64_t> revoked_at;
  std::optional<std::int64_t> rotated_at;
  std::string
      secret_hash;  // SHA-256 of the key's last part (32 random bytes, so no slow hash is needed)
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = client;
    return list{
        field{1, "version", &c::version, impersonal, shown, "Raised by one with each change."},
        field{2, "client", &c::id, impersonal, shown, "The middle part of the API key."},
        field{3, "name", &c::name, impersonal, shown, "For people."},
        field{4, "scopes", &c::scopes, impersonal, shown, "What it may do."},
        field{5, "sites", &c::sites, impersonal, shown,
              "The only sites it may act for; empty for all."},
        field{6, "addresses", &c::addresses, impersonal, shown,
              "The only networks it may come from; empty for any."},
        field{7, "revoked", &c::revoked, impersonal, shown, "true: the key is dead."},
        field{8, "created_at", &c::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{9, "revoked_at", &c::revoked_at, impersonal, shown, "When the key was revoked."},
        field{10, "rotated_at", &c::rotated_at, impersonal, shown,
              "When the secret was last replaced."},
        field{40, "secret_hash", &c::secret_hash, impersonal, hidden, "SHA-256 of the secret."}};
  }
};

}  // namespace atrium::records
