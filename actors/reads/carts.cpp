#include "protocol/methods/carts.hpp"

#include "actors/reads/backwards.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/identity/generated_id.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using records::cart;
using storage::customer_item;

namespace {

constexpr int site_tag = fields::tag_of<cart>("site");

}  // namespace

outcome<nothing> read(const methods::carts_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_buyer(asked.customer, call);
  if (!account) return account.failure();
  const error absent = refusal(errc::not_found, "the customer has no such cart", "cart");
  const auto number = identity::number_of_generated_id(asked.cart, identity::generated::cart);
  if (!number) return absent;
  const auto stored = call.reading.get(
      storage::table::records,
      storage::customer_part_key(call.view->number, *account, customer_item::carts, *number));
  if (!stored) return stored.failure();
  if (!*stored) return absent;
  fields::show<cart>(out, **stored);
  return nothing{};
}

// They are few, so those of other sites may be looked at.
outcome<nothing> read(const methods::carts_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_buyer(asked.customer, call);
  if (!account) return account.failure();
  if (asked.site && !visible_site(*call.view, *call.caller, *asked.site))
    return refusal(errc::not_found, "there is no such site", "site");
  const auto before = number_in_cursor(asked.cursor, ~std::uint64_t{0});
  if (!before) return before.failure();
  page listed(asked.limit);
  backwards from(call, *account, customer_item::carts, *before);
  for (std::uint64_t last = 0;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    if (asked.site && fields::stored_text((*found)->value, site_tag) != *asked.site) continue;
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    last = from.at();
    fields::show<cart>(listed.add(), (*found)->value);
  }
  listed.write(out);
  return nothing{};
}

outcome<nothing> append_carts(const call_context& call, account_number account, wire::buffer& out) {
  wire::buffer items;
  std::uint32_t count = 0;
  backwards from(call, account, customer_item::carts, ~std::uint64_t{0});
  for (;; ++count) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    fields::show<cart>(items, (*found)->value);
  }
  wire::packer(out).pack_array(count);
  out.append(items.view());
  return nothing{};
}

outcome<bool> append_cart(const call_context& call, account_number account, std::string_view site,
                          wire::buffer& out) {
  backwards from(call, account, customer_item::carts, ~std::uint64_t{0});
  for (;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) return false;
    if (fields::stored_text((*found)->value, site_tag) != site) continue;
    fields::show<cart>(out, (*found)->value);
    return true;
  }
}

}  // namespace atrium::actors
