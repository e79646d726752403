#include "actors/scans/subscribers.hpp"

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/mails.hpp"
#include "actors/reads/subscription.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

outcome<bool> append_subscriber(const shown_subscriptions& wanted, account_number account,
                                std::string_view stored, const tenant_view& tenant,
                                const storage::snapshot& store, wire::buffer& into) {
  const auto row =
      store.get(storage::table::records,
                storage::customer_part_key(tenant.number, account,
                                           storage::customer_item::newsletter, wanted.number));
  if (!row) return row.failure();
  if (!*row) return false;
  const auto known = fields::decode_tagged<records::newsletter>(**row);
  const auto who = fields::decode_tagged<records::customer>(stored);
  if (!known || !who) return refusal(errc::internal);
  if (known->state != records::newsletter_state::subscribed ||
      (wanted.group && !known->has_group(*wanted.group)))
    return false;
  fields::open_map map(into);
  wire::packer pack(into);
  wire::pack_key<"customer">(pack);
  wire::pack_text(pack, who->id);
  wire::pack_key<"number">(pack);
  wire::pack_integer(pack, who->number);
  map.add(2 + append_subscription(**row, *known, address_of(*who), into));
  wire::pack_key<"unsubscribe_token">(pack);
  wire::pack_text(pack, unsubscribe_token(tenant, account, wanted.number));
  map.add(1);
  map.close();
  return true;
}

}  // namespace atrium::actors
