#include "protocol/methods/shopping_lists.hpp"

#include "actors/reads/reads.hpp"
#include "actors/reads/sorted_rows.hpp"
#include "protocol/fields/stored_value.hpp"

namespace atrium::actors {
namespace {

using records::list_kind;
using records::shopping_list;
using storage::customer_item;
using picked_list = outcome<std::optional<std::string_view>>;  // as stored

outcome<account_number> resolve_owner(const methods::customer_reference& named,
                                      const call_context& call) {
  if (!call.view->tenant.storefront) return refusal(errc::capability_off);
  return resolve(named, call);
}

// Those of the kind; without one all of them.
auto of_kind(std::optional<list_kind> kind) {
  return [kind](const storage::row& found) -> picked_list {
    constexpr int kind_tag = fields::tag_of<shopping_list>("kind");
    if (kind && fields::stored_text(found.value, kind_tag) != fields::name_of(*kind))
      return std::optional<std::string_view>{};
    return std::optional(found.value);
  };
}

void show_without_items(std::string_view stored, wire::buffer& to) {
  static const fields::tag_set but_items =
      fields::tag_set(fields::all_tags).reset(shopping_list::items_tag);
  fields::show<shopping_list>(to, stored, but_items);
}

}  // namespace

outcome<nothing> read(const methods::lists_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_owner(asked.customer, call);
  if (!account) return account.failure();
  return show_named<shopping_list>(
      call, *account, customer_item::lists, identity::generated::list, asked.list,
      refusal(errc::not_found, "the customer has no such list", "list"), out);
}

outcome<nothing> read(const methods::lists_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_owner(asked.customer, call);
  if (!account) return account.failure();
  return list_in_order<shopping_list>(asked, call, *account, customer_item::lists,
                                      identity::generated::list, of_kind(asked.kind),
                                      show_without_items, out);
}

outcome<nothing> append_lists(const call_context& call, account_number account, wire::buffer& out) {
  return append_picked(call, account, customer_item::lists, of_kind({}), show_without_items, out);
}

outcome<nothing> append_shopping_lists(const call_context& call, account_number account,
                                       wire::buffer& out) {
  return append_picked(call, account, customer_item::lists, of_kind(list_kind::shopping),
                       show_without_items, out);
}

outcome<bool> append_wish_list(const call_context& call, account_number account,
                               wire::buffer& out) {
  backwards from(call, account, customer_item::lists, behind_all_parts);
  const auto found = next_picked(from, of_kind(list_kind::wish));
  if (!found) return found.failure();
  if (*found) fields::show<shopping_list>(out, **found);
  return found->has_value();
}

}  // namespace atrium::actors
