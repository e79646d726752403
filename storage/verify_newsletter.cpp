#include "storage/verify_newsletter.hpp"

#include <algorithm>
#include <set>

#include "protocol/records/newsletter.hpp"
#include "protocol/records/one_time_link.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {
namespace {

using records::newsletter_state;

bool says_when(const records::newsletter& of) {
  switch (of.state) {
    case newsletter_state::pending:
      return of.requested_at > 0;
    case newsletter_state::subscribed:
      return of.confirmed_at && !of.unsubscribed_at;
    case newsletter_state::unsubscribed:
      return of.unsubscribed_at.has_value();
  }
  return true;  // of a newer daemon
}

}  // namespace

std::optional<breach> verify_newsletter(const snapshot& now, const row& found,
                                        const record_name& at, const told_by_journal& told) {
  const auto known = fields::decode_tagged<records::newsletter>(found.value);
  if (!known) return unreadable(found);
  if (!says_when(*known))
    return broken("newsletter", found.key, "it does not say when it came to its state");
  if (known->state == newsletter_state::pending) {
    const std::uint64_t link =
        link_part(static_cast<std::uint64_t>(records::link_purpose::newsletter), at.part);
    const auto confirms = now.get(
        table::records, customer_part_key(at.tenant, {at.number}, customer_item::links, link));
    if (!confirms || !*confirms)
      return broken("newsletter", found.key, "it waits, and there is no link to confirm it by");
  }
  if (known->address_hash) {
    const auto named = now.get(table::unique, link_key(at.tenant, *known->address_hash));
    const auto entry = named && *named ? fields::decode_tagged<records::link_entry>(**named)
                                       : std::optional<records::link_entry>{};
    if (!entry || static_cast<std::uint64_t>(entry->account) != at.number)
      return broken("newsletter", found.key, "its address does not lead to it");
  }
  return check_told_version(told, found, "newsletter", {at.number}, known->site, known->version);
}

std::optional<breach> verify_listed_newsletters(const snapshot& now, tenant_number tenant,
                                                account_number account,
                                                const records::customer& profile) {
  const key all = customer_key(tenant, account, customer_item::newsletter);
  std::set<std::string> confirmed;
  const auto scanned = now.scan(table::records, all, all, ~std::size_t{0}, [&](const row& found) {
    if (const auto known = fields::decode_tagged<records::newsletter>(found.value))
      for (std::string& name : known->in_lists()) confirmed.insert(std::move(name));
    return true;
  });
  const auto named = profile.newsletters.value_or(std::vector<std::string>{});
  if (scanned && std::ranges::equal(named, confirmed) &&
      profile.newsletters.has_value() != confirmed.empty())
    return {};
  return broken("newsletter", customer_key(tenant, account),
                "it names other newsletters than are confirmed");
}

bool is_subscriber(const snapshot& now, tenant_number tenant, account_number account,
                   std::string_view address_hash) {
  const key all = customer_key(tenant, account, customer_item::newsletter);
  bool found_it = false;
  const auto scanned = now.scan(table::records, all, all, ~std::size_t{0}, [&](const row& found) {
    const auto known = fields::decode_tagged<records::newsletter>(found.value);
    found_it = known && known->address_hash && *known->address_hash == address_hash;
    return !found_it;
  });
  return scanned && found_it;
}

}  // namespace atrium::storage
