// Who calls (protocol.md 2).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/numbers.hpp"

namespace atrium::actors {

struct principal {
  enum class kind : std::uint8_t { anonymous, client, operators, staff };
  kind what = kind::anonymous;
  tenant_number tenant;      // of a client, of staff
  std::uint64_t number = 0;  // of a client; of staff the account (storage/keys.hpp); else 0
  std::string id;            // of a client, of staff
  std::string secret_hash;   // of the key, or token, that he proved himself by
  methods::scope_set scopes = 0;
  std::vector<std::string> sites;         // empty: all of the tenant
  std::vector<std::string> restrictions;  // he sees only customers of these; empty: all
  secret sealing_key;  // derived from the credential; seals answers with secrets for retries

  bool sees_site(std::string_view site) const {
    return sites.empty() || std::find(sites.begin(), sites.end(), site) != sites.end();
  }

  // Whether there is anything of the tenant that he may not see (actors/tenant/visible.hpp).
  bool is_limited() const { return !sites.empty() || !restrictions.empty(); }

  // Of staff: which session, when it ends at the latest, and how often he had been shut out when it
  // began.
  std::uint64_t session = 0;
  std::int64_t session_expires_at = 0;
  std::int64_t shut_out = 0;

  bool is_staff() const { return what == kind::staff; }
  bool has_tenant() const { return what == kind::client || is_staff(); }

  // As the journal names it.
  std::string name() const {
    switch (what) {
      case kind::operators:
        return "operator";
      case kind::client:
        return "client:" + id;
      case kind::staff:
        return "staff:" + id;
      case kind::anonymous:  // nobody asked
        return "atrium";
    }
    return {};
  }
};

// The shopper whose access token a call bears.
struct acting_shopper {
  account_number account;
  std::uint64_t session;  // its number among the account's
  std::int64_t expires_at;
  std::optional<std::string> acting_staff = {};  // who bears it in his place, as the journal says
};

using principal_ptr = std::shared_ptr<const principal>;

// Who has what is done by the daemon itself done.
inline const principal_ptr& nobody() {
  static const principal_ptr none = std::make_shared<const principal>();
  return none;
}

}  // namespace atrium::actors
