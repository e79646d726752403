// customers.erase and customers.remove (features.md X1, X2, F3).
#include <algorithm>

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/belongings/order_summary.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/due.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/leaving/tombstone.hpp"
#include "actors/account/mails.hpp"
#include "actors/account/names.hpp"
#include "actors/confirmation.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/delivery.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using records::customer;

std::string erasure_of(const customer& who, const decide_context& in) {
  return "erase" + std::string(storage::key{}
                                   .u64(in.account.value)
                                   .u64(static_cast<std::uint64_t>(who.version))
                                   .view());
}

// Gives up the chosen and the external id of an account.
void give_up_ids(decision& made, const customer& of, const decide_context& in) {
  free_external_id(made, of, in);
  if (of.custom_id)
    free_name(made,
              storage::unique_key(in.tenant.number, storage::unique_space::customer_id, of.id));
}

// What was ordered stays where it lies, for the books; of a delivery what tells of the person does
// not.
void keep_without_person(decision& made, const account_row& row) {
  auto kept = fields::decode_tagged<records::delivery>(row.value);
  if (!kept) return;
  fields::wipe_personal(*kept);
  made.changes.puts.push_back({storage::table::records, row.key, fields::encode_tagged(*kept)});
}

// Gives up all that the account has beside its profile, but for what stays: names in the index, and
// rows.
void give_up(decision& made, const customer& before, const decide_context& in) {
  free_logins(made, before, in);
  give_up_ids(made, before, in);
  for (const storage::customer_item item : erased_unread)
    made.changes.erasures.push_back(
        {.where = storage::table::records,
         .key = std::string(storage::customer_key(in.tenant.number, in.account, item).view()),
         .all_below = true});
  for (const account_row& row : in.whole->rows) {
    const storage::customer_item item = item_in(row);
    if (stays_as_it_is(item)) continue;
    made.changes.erasures.push_back({storage::table::records, row.key});
    give_up_due(made, row, in.tenant.number);
    if (item == storage::customer_item::deliveries) keep_without_person(made, row);
    if (item == storage::customer_item::sessions) give_up_session(made, row.value, before, in);
    if (item == storage::customer_item::links) free_link(made, row.value, in.tenant.number);
    if (item == storage::customer_item::newsletter)
      free_subscriber(made, row.value, in.tenant.number);
  }
  give_up_mails(made, *in.whole);
  made.changes.leaves_residue = true;
  made.changes.may_use_reserve = true;
  made.answer_shows_customer = false;
}

account_number number_of(const customer& who) { return {static_cast<std::uint64_t>(who.number)}; }

// The journal tells that it happened, and by whom; a reason might name the person.
void tell_of_leaving(decision& made, std::string event, const customer& before,
                     const decide_context& in) {
  records::change entry =
      told_of(before, {.kind = std::move(event), .version = before.version + 1}, in);
  entry.reason.reset();
  tell(made.changes, in.tenant.number, entry, in.source,
       made.after.profile ? std::optional(in.account) : std::nullopt);
}

// The tombstone of one who had been merged into the erased one goes on naming him, but by nothing
// that a person chose. Nothing happened to it that the journal would tell of.
void wipe(decision& made, const customer& merged, const decide_context& in) {
  give_up_ids(made, merged, in);
  if (merged.custom_id) never_give_out_again(made, merged.id, number_of(merged), in);
  customer left = tombstone_of(merged);
  left.version = merged.version;
  left.erased = true;
  put_part(made, storage::customer_key(in.tenant.number, number_of(merged)), left);
}

}  // namespace

outcome<decision> decide(const methods::customers_erase& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing_at_version(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  const std::string& key = in.tenant.tenant.reference_key;
  if (!command.confirm) {
    decision asked = change_of(now, in);
    const std::int64_t expires_at = in.now_ms + confirm_within_ms;
    asked.answer = unfinished_result(methods::customers_erase::result{
        .confirm = make_confirmation(key, erasure_of(before, in), expires_at),
        .expires_at = expires_at});
    asked.answer_shows_customer = false;
    return asked;
  }
  if (!confirms(*command.confirm, key, erasure_of(before, in), in.now_ms))
    return refusal(errc::invalid_token,
                   "confirm: it is not of this customer as he is now, or too old", "confirm");
  decision made = change_of(now, in);
  made.after.parts = {};
  customer left = tombstone_of(before);
  left.erased = true;
  put_profile(made, std::move(left), in);
  give_up(made, before, in);
  tell_of_leaving(made, "customer.erased", before, in);
  if (before.custom_id) never_give_out_again(made, before.id, in.account, in);
  for (const customer& merged : in.whole->absorbed) wipe(made, merged, in);
  made.answer = unfinished_result(methods::customers_erase::result{.erased_at = in.now_ms});
  return made;
}

outcome<decision> decide(const methods::customers_remove&, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing_at_version(now, in);
  if (!found_now) return found_now.failure();
  const records::order_summary recorded = summary_of(now);
  if (recorded.orders > 0 || recorded.deliveries > 0) return refusal(errc::has_orders);
  const customer& before = **found_now;
  if (std::ranges::any_of(in.whole->rows, is_ledger, item_in))
    return refusal(errc::has_orders,
                   "the customer has a ledger of store credit; erase him instead");
  decision made = change_of(now, in);
  made.after = {};
  made.answer = unfinished_result(methods::no_result{});
  give_up(made, before, in);
  made.changes.erasures.push_back(
      {storage::table::records,
       std::string(storage::customer_key(in.tenant.number, in.account).view())});
  never_give_out_again(made, before.id, in.account, in);
  for (const customer& merged : in.whole->absorbed) {
    give_up_ids(made, merged, in);
    never_give_out_again(made, merged.id, number_of(merged), in);
    made.changes.erasures.push_back(
        {storage::table::records,
         std::string(storage::customer_key(in.tenant.number, number_of(merged)).view())});
  }
  tell_of_leaving(made, "customer.removed", before, in);
  return made;
}

}  // namespace atrium::actors
