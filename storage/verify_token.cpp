#include "protocol/records/shopper_session.hpp"
#include "storage/verify_customer.hpp"

namespace atrium::storage {

std::optional<breach> verify_token(const snapshot& now, const row& found) {
  const auto broken = [&](std::string invariant, std::string what) {
    return breach{std::move(invariant), std::move(what), table::unique, std::string(found.key)};
  };
  const auto entry = fields::decode_tagged<records::token_entry>(found.value);
  if (!entry) return broken("I14", "the entry cannot be read");
  const tenant_number tenant{wire::load32(found.key.data())};
  const auto stored =
      now.get(table::records, session_key(tenant, {static_cast<std::uint64_t>(entry->account)},
                                          static_cast<std::uint64_t>(entry->session)));
  if (!stored || !*stored) return broken("I9", "the token is of no session");
  const auto session = fields::decode_tagged<records::shopper_session>(**stored);
  if (!session) return broken("I14", "the session of the token cannot be read");
  const bool refresh = entry->purpose == records::token_purpose::refresh;
  const std::string_view hash = found.key.substr(5);
  if (hash == (refresh ? session->family_hash : session->access_hash)) return {};
  return broken("I9", "the token is not the newest of its session");
}

}  // namespace atrium::storage
