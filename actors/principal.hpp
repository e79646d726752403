// Who calls (protocol.md 2).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/numbers.hpp"

namespace atrium::actors {

struct principal {
  enum class kind : std::uint8_t { anonymous, client, operators };
  kind what = kind::anonymous;
  tenant_number tenant;             // of a client
  std::uint64_t client_number = 0;  // of a client; 0 for the operator
  std::string client_id;
  std::string secret_hash;  // of the key that the client proved itself by
  methods::scope_set scopes = 0;
  std::vector<std::string> sites;  // empty: all of the tenant
  secret sealing_key;  // derived from the credential; seals answers with secrets for retries

  bool sees_site(std::string_view site) const {
    return sites.empty() || std::find(sites.begin(), sites.end(), site) != sites.end();
  }

  // As the journal names it.
  std::string name() const {
    switch (what) {
      case kind::operators:
        return "operator";
      case kind::client:
        return "client:" + client_id;
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
};

using principal_ptr = std::shared_ptr<const principal>;

}  // namespace atrium::actors
