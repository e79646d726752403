#include "protocol/methods/shopping_lists.hpp"

#include "actors/reads/backwards.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {
namespace {

using records::shopping_list;
using storage::customer_item;

constexpr int kind_tag = fields::tag_of<shopping_list>("kind");

const fields::tag_set& shown_in_lists() {
  static const fields::tag_set but_items =
      fields::tag_set(fields::all_tags).reset(shopping_list::items_tag);
  return but_items;
}

outcome<account_number> resolve_owner(const methods::customer_reference& named,
                                      const call_context& call) {
  if (!call.view->tenant.storefront) return refusal(errc::capability_off);
  return resolve(named, call);
}

bool is_of_kind(std::string_view stored, records::list_kind kind) {
  return fields::stored_text(stored, kind_tag) == fields::name_of(kind);
}

// The array of the lists that `is_wanted` is true of, newest first.
template <class IsWanted>
outcome<nothing> append_some(const call_context& call, account_number account, IsWanted&& is_wanted,
                             wire::buffer& out) {
  wire::buffer items;
  std::uint32_t count = 0;
  backwards from(call, account, customer_item::lists, ~std::uint64_t{0});
  for (;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    if (!is_wanted((*found)->value)) continue;
    fields::show<shopping_list>(items, (*found)->value, shown_in_lists());
    ++count;
  }
  wire::packer(out).pack_array(count);
  out.append(items.view());
  return nothing{};
}

}  // namespace

outcome<nothing> read(const methods::lists_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_owner(asked.customer, call);
  if (!account) return account.failure();
  const error absent = refusal(errc::not_found, "the customer has no such list", "list");
  const auto number = identity::number_of_generated_id(asked.list, identity::generated::list);
  if (!number) return absent;
  const auto stored = call.reading.get(
      storage::table::records,
      storage::customer_part_key(call.view->number, *account, customer_item::lists, *number));
  if (!stored) return stored.failure();
  if (!*stored) return absent;
  fields::show<shopping_list>(out, **stored);
  return nothing{};
}

outcome<nothing> read(const methods::lists_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve_owner(asked.customer, call);
  if (!account) return account.failure();
  const auto before = number_in_cursor(asked.cursor, ~std::uint64_t{0});
  if (!before) return before.failure();
  page listed(asked.limit);
  backwards from(call, *account, customer_item::lists, *before);
  for (std::uint64_t last = 0;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    if (asked.kind && !is_of_kind((*found)->value, *asked.kind)) continue;
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    last = from.at();
    fields::show<shopping_list>(listed.add(), (*found)->value, shown_in_lists());
  }
  listed.write(out);
  return nothing{};
}

outcome<nothing> append_lists(const call_context& call, account_number account, wire::buffer& out) {
  return append_some(
      call, account, [](std::string_view) { return true; }, out);
}

outcome<nothing> append_shopping_lists(const call_context& call, account_number account,
                                       wire::buffer& out) {
  return append_some(
      call, account,
      [](std::string_view stored) { return is_of_kind(stored, records::list_kind::shopping); },
      out);
}

outcome<bool> append_wish_list(const call_context& call, account_number account,
                               wire::buffer& out) {
  backwards from(call, account, customer_item::lists, ~std::uint64_t{0});
  for (;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) return false;
    if (!is_of_kind((*found)->value, records::list_kind::wish)) continue;
    fields::show<shopping_list>(out, (*found)->value);
    return true;
  }
}

}  // namespace atrium::actors
