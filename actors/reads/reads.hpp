// Methods that are answered from a snapshot, on the thread of the connection: one function each. It
// appends the result, one encoded value, to `out`; or says in `park` what it waits for; or refuses.
#pragma once

#include "actors/session/context.hpp"
#include "protocol/methods/list.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::methods {
struct customer_reference;
}

namespace atrium::actors {

outcome<nothing> read(const methods::rpc_ping&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::rpc_discover&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::server_status&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::server_reindex&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::tenants_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::tenants_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::settings_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::sites_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::sites_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::realms_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::clients_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::groups_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::staff_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::staff_whoami&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::staff_sessions&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::staff_mails&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::mixins_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::segments_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::templates_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::templates_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::templates_preview&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::mails_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::customers_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::customers_history&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::addresses_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::notes_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::orders_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::orders_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::carts_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::carts_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::deliveries_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::deliveries_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::credit_balance&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::credit_entries&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::companies_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::companies_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::lists_get&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::lists_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::coupons_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::memberships_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::account_overview&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::audit_list&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::shopper_whoami&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::shopper_sessions&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::newsletter_status&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::changes_read&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::changes_subscribe&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::changes_ack&, call_context& call, wire::buffer& out,
                      wait_for& park);
outcome<nothing> read(const methods::changes_unsubscribe&, call_context& call, wire::buffer& out,
                      wait_for& park);

// What a canonical e-mail or username leads to in a realm; nothing where it leads to nobody.
outcome<std::optional<records::unique_entry>> login_in_realm(const call_context& call,
                                                             realm_number realm,
                                                             std::string_view canonical);

// The account that a reference names, of one who was merged into another that one's, if the caller
// may see it; `not_found` otherwise. `parameter`: where the call has the reference.
outcome<account_number> resolve(const methods::customer_reference& named, const call_context& call,
                                std::string_view parameter = "customer");

// The same at a tenant that keeps orders and carts; `capability_off` at others.
outcome<account_number> resolve_buyer(const methods::customer_reference& named,
                                      const call_context& call);

// What of a record the caller sees, by himself or for the shopper.
template <fields::record R>
const fields::tag_set& shown_to_caller(const call_context& call) {
  return call.shopper ? fields::tags_for_shoppers<R> : fields::all_tags;
}

// Appends the array of all addresses of the customer.
outcome<nothing> append_addresses(const call_context& call, account_number account,
                                  wire::buffer& out);
// The same of those with one of these ids.
outcome<nothing> append_addresses_named(const call_context& call, account_number account,
                                        const std::vector<std::optional<std::string>>& ids,
                                        wire::buffer& out);
// Appends the array of the newest orders, without their lines.
outcome<nothing> append_orders(const call_context& call, account_number account, wire::buffer& out);
// Likewise, at most so many.
outcome<nothing> append_newest_orders(const call_context& call, account_number account,
                                      std::int64_t at_most, wire::buffer& out);
// Appends the summary of the customer's orders.
outcome<nothing> append_summary(const call_context& call, account_number account,
                                wire::buffer& out);
// The same of the companies that he is assigned to: id, number, name and state of each.
outcome<nothing> append_companies(const call_context& call, account_number account,
                                  wire::buffer& out);
// The same of what he has in store credit, as credit.balance tells it.
outcome<nothing> append_credit(const call_context& call, account_number account, wire::buffer& out);
// Appends the array of all his carts, newest first.
outcome<nothing> append_carts(const call_context& call, account_number account, wire::buffer& out);
// Appends the newest cart of the site; false if there is none.
outcome<bool> append_cart(const call_context& call, account_number account, std::string_view site,
                          wire::buffer& out);
// Appends the array of his lists without their items, newest first: all, or shopping lists only.
outcome<nothing> append_lists(const call_context& call, account_number account, wire::buffer& out);
outcome<nothing> append_shopping_lists(const call_context& call, account_number account,
                                       wire::buffer& out);
// Appends his wish list with its items; false if he has none.
outcome<bool> append_wish_list(const call_context& call, account_number account, wire::buffer& out);
// Appends the array of his coupons that are valid now, newest first.
outcome<nothing> append_coupons(const call_context& call, account_number account,
                                wire::buffer& out);
// The same of memberships and roles that are active.
outcome<nothing> append_memberships(const call_context& call, account_number account,
                                    wire::buffer& out);

// The same of his subscriptions to newsletters. Whoever may not see these sees nothing that tells
// of them, either: events, mails (features.md G8).
outcome<nothing> append_newsletters(const call_context& call, account_number account,
                                    wire::buffer& out);
bool sees_newsletters(const call_context& call);

}  // namespace atrium::actors
