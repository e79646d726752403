#include "protocol/methods/newsletter.hpp"

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/mails.hpp"
#include "actors/account/profile.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/reads/subscription.hpp"
#include "actors/session/shopper.hpp"
#include "actors/tenant/visible.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

constexpr methods::scope_set marketing = methods::any_of(records::scope::marketing);

// Those of sites that the caller sees, or of the one.
outcome<nothing> append(const call_context& call, account_number account,
                        const std::optional<std::string>& site, wire::buffer& out) {
  const auto who = profile_of(call.reading, call.view->number, account);
  if (!who) return who.failure();
  const auto address = *who ? address_of(**who) : std::nullopt;
  const storage::key all =
      storage::customer_key(call.view->number, account, storage::customer_item::newsletter);
  array shown;
  bool readable = true;
  auto scanned = call.reading.scan(
      storage::table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        const auto known = fields::decode_tagged<records::newsletter>(found.value);
        if (!known) return readable = false;
        if (!call.caller->sees_site(known->site) || (site && known->site != *site)) return true;
        wire::buffer& items = shown.add();
        fields::open_map map(items);
        map.add(append_subscription(found.value, *known, address, items));
        wire::packer pack(items);
        if (!call.shopper) {
          wire::pack_key<"unsubscribe_token">(pack);
          wire::pack_text(pack,
                          unsubscribe_token(*call.view, account, storage::name_in(found.key).part));
          map.add(1);
        }
        map.close();
        return true;
      });
  if (scanned && !readable) return refusal(errc::internal);
  shown.write(out);
  return scanned;
}

}  // namespace

std::uint32_t append_subscription(std::string_view stored, const records::newsletter& known,
                                  const std::optional<std::string>& address_of_customer,
                                  wire::buffer& into) {
  const std::uint32_t pairs = fields::append_shown<records::newsletter>(into, stored);
  if (known.address == address_of_customer) return pairs;
  wire::packer pack(into);
  wire::pack_key<"email_changed">(pack);
  pack.pack_true();
  return pairs + 1;
}

bool sees_newsletters(const call_context& call) {
  return call.shopper || (call.caller->scopes & marketing) != 0;
}

outcome<nothing> append_newsletters(const call_context& call, account_number account,
                                    wire::buffer& out) {
  return append(call, account, {}, out);
}

outcome<nothing> read(const methods::newsletter_status& asked, call_context& call,
                      wire::buffer& out, wait_for&) {
  if (!call.view->tenant.marketing) return refusal(errc::capability_off);
  const auto account = own_or_named(asked.customer, marketing, call);
  if (!account) return account.failure();
  if (asked.site && !visible_site(*call.view, *call.caller, *asked.site))
    return refusal(errc::not_found, "there is no such site", "site");
  wire::packer pack(out);
  pack.pack_map(1);
  wire::pack_key<"items">(pack);
  return append(call, *account, asked.site, out);
}

}  // namespace atrium::actors
