#include "protocol/records/one_time_link.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/verify_customer.hpp"
#include "storage/verify_newsletter.hpp"

namespace atrium::storage {
namespace {

std::optional<breach> breach_at(const row& found, std::string invariant, std::string what) {
  return breach{std::move(invariant), std::move(what), table::unique, std::string(found.key)};
}

std::optional<breach> verify_link(const snapshot& now, const row& found) {
  const auto entry = fields::decode_tagged<records::link_entry>(found.value);
  if (!entry) return breach_at(found, "I14", "the entry cannot be read");
  const tenant_number tenant{wire::load32(found.key.data())};
  const account_number account{static_cast<std::uint64_t>(entry->account)};
  if (entry->purpose == records::link_purpose::newsletter &&
      entry->expires_at == records::link_never_ends) {
    if (is_subscriber(now, tenant, account, found.key.substr(5))) return {};
    return breach_at(found, "newsletter", "nobody was made of a subscription of this address");
  }
  // Of newsletters there is one for each site, which the entry does not say.
  const key all = login_part_key(tenant, account, customer_item::links);
  bool is_there = false;
  const auto scanned = now.scan(table::records, all, all, ~std::size_t{0}, [&](const row& of) {
    const auto link = fields::decode_tagged<records::one_time_link>(of.value);
    is_there = link && link->purpose == entry->purpose && link->token_hash == found.key.substr(5) &&
               link->expires_at == entry->expires_at;
    return !is_there;
  });
  if (scanned && is_there) return {};
  return breach_at(found, "I9", "the link is not there, or another has taken its place");
}

}  // namespace

std::optional<breach> verify_token(const snapshot& now, const row& found) {
  if (wire::load8(found.key.data() + 4) == static_cast<std::uint8_t>(unique_space::link))
    return verify_link(now, found);
  const auto broken = [&](std::string invariant, std::string what) {
    return breach_at(found, std::move(invariant), std::move(what));
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
  const bool assisted =
      wire::load8(found.key.data() + 4) == static_cast<std::uint8_t>(unique_space::assisted);
  if (assisted != session->is_assisted() ||
      assisted != (entry->purpose == records::token_purpose::assisted))
    return broken("I9", "the token is of another kind than its session");
  const bool refresh = entry->purpose == records::token_purpose::refresh;
  const std::string_view hash = found.key.substr(5);
  if (hash == (refresh ? session->family_hash : session->access_hash)) return {};
  return broken("I9", "the token is not the newest of its session");
}

}  // namespace atrium::storage
