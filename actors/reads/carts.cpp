#include "protocol/methods/carts.hpp"

#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/identity/generated_id.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using records::cart;
using storage::customer_item;
using storage::table;

storage::key cart_row(const call_context& call, account_number account, std::uint64_t number) {
  return storage::customer_part_key(call.view->number, account, customer_item::carts, number);
}

bool is_at(std::string_view stored, const std::string& site) {
  std::string_view text;
  wire::cursor from(fields::stored_value(stored, fields::tag_of<cart>("site")));
  return from.read_string(text) && text == site;
}

}  // namespace

outcome<nothing> read(const methods::carts_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.orders) return refusal(errc::capability_off);
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  const error absent = refusal(errc::not_found, "the customer has no such cart", "cart");
  const auto number = identity::number_of_generated_id(asked.cart, identity::generated::cart);
  if (!number) return absent;
  const auto stored = call.reading.get(table::records, cart_row(call, *account, *number));
  if (!stored) return stored.failure();
  if (!*stored) return absent;
  fields::show<cart>(out, **stored);
  return nothing{};
}

// They are few, so those of other sites may be looked at.
outcome<nothing> read(const methods::carts_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.orders) return refusal(errc::capability_off);
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  if (asked.site && !visible_site(*call.view, *call.caller, *asked.site))
    return refusal(errc::not_found, "there is no such site", "site");
  const auto before = number_in_cursor(asked.cursor, ~std::uint64_t{0});
  if (!before) return before.failure();
  const storage::key all = storage::customer_key(call.view->number, *account, customer_item::carts);
  page listed(asked.limit);
  std::uint64_t last = 0;
  for (std::uint64_t at = *before;;) {
    const auto found = call.reading.last_before(table::records, cart_row(call, *account, at), all);
    if (!found) return found.failure();
    if (!*found) break;
    at = storage::name_in((*found)->key).part;
    if (asked.site && !is_at((*found)->value, *asked.site)) continue;
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    last = at;
    fields::show<cart>(listed.add(), (*found)->value);
  }
  listed.write(out);
  return nothing{};
}

}  // namespace atrium::actors
