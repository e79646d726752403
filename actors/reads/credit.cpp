// Store credit: what a customer has, and the entries that made it so.
#include "protocol/methods/credit.hpp"

#include <algorithm>

#include "actors/account/credit/lots.hpp"
#include "actors/account/profile.hpp"
#include "actors/reads/backwards.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/identity/credit_id.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using identity::credit_id;
using identity::credit_id_kind;
using methods::credit_balance;
using storage::customer_item;
using storage::table;

constexpr std::uint64_t behind_all = (std::uint64_t{1} << storage::ledger_number_bits) - 1;

// Calls visit(record) for each ledger of the account, or that in the one currency.
template <class Visit>
outcome<nothing> each_ledger(const call_context& call, account_number account,
                             const std::optional<std::string>& currency, Visit&& visit) {
  const storage::key all = storage::customer_key(call.view->number, account, customer_item::credit);
  bool readable = true;
  auto scanned =
      call.reading.scan(table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        const auto ledger = fields::decode_tagged<records::credit_ledger>(found.value);
        readable = ledger.has_value();
        if (readable && (!currency || ledger->currency == *currency)) visit(*ledger);
        return readable;
      });
  if (scanned && !readable) return refusal(errc::internal);
  return scanned;
}

outcome<std::vector<credit_balance::standing>> standings(
    const call_context& call, account_number account,
    const std::optional<std::string>& currency = {}) {
  std::vector<credit_balance::standing> all;
  const std::int64_t now = call.shared.world().now_ms();
  const auto read = each_ledger(call, account, currency, [&](const auto& ledger) {
    all.push_back(standing_of(ledger, now));
  });
  if (!read) return read.failure();
  return all;
}

// The ledgers that a list of entries goes through, each with the number before which it begins: his
// own, then those of whoever was merged into him.
outcome<std::vector<credit_id>> ledgers_listed(const methods::credit_entries& asked,
                                               account_number account, const call_context& call) {
  const auto profile = profile_of(call.reading, call.view->number, account);
  if (!profile) return profile.failure();
  std::vector<account_number> owners{account};
  if (*profile)
    for (const std::int64_t each : (*profile)->absorbed_numbers())
      owners.push_back({static_cast<std::uint64_t>(each)});
  std::vector<credit_id> listed;
  for (const account_number owner : owners) {
    const auto read = each_ledger(call, owner, asked.currency, [&](const auto& ledger) {
      listed.push_back({owner, ledger.currency, behind_all});
    });
    if (!read) return read.failure();
  }
  if (!asked.cursor) return listed;
  const auto last = identity::credit_id_of(credit_id_kind::entry, *asked.cursor);
  const auto at = std::ranges::find_if(listed, [&](const credit_id& each) {
    return last && each.account == last->account && each.currency == last->currency;
  });
  if (at == listed.end())
    return refusal(errc::invalid_field, "cursor: is not one of this list", "cursor");
  listed.erase(listed.begin(), at);
  listed.front().number = last->number;
  return listed;
}

}  // namespace

outcome<nothing> append_credit(const call_context& call, account_number account,
                               wire::buffer& out) {
  const auto all = standings(call, account);
  if (!all) return all.failure();
  fields::encode_value(out, *all);
  return nothing{};
}

outcome<nothing> read(const credit_balance& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  auto all = standings(call, *account, asked.currency);
  if (!all) return all.failure();
  fields::encode_named(out, credit_balance::result{std::move(*all)});
  return nothing{};
}

outcome<nothing> read(const methods::credit_entries& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  auto ledgers = ledgers_listed(asked, *account, call);
  if (!ledgers) return ledgers.failure();
  const fields::tag_set& shown = shown_to_caller<records::credit_entry>(call);
  page listed(asked.limit);
  credit_id last;
  for (credit_id& at : *ledgers) {
    backwards from(call, at.account, customer_item::credit_entries,
                   storage::ledger_part(at.currency, at.number), at.currency);
    for (;;) {
      const auto found = from.next();
      if (!found) return found.failure();
      if (!*found) break;
      if (listed.full()) {
        listed.continue_at(identity::credit_id_text(credit_id_kind::entry, last));
        listed.write(out);
        return nothing{};
      }
      at.number = storage::number_in_ledger(from.at());
      last = at;
      fields::show<records::credit_entry>(listed.add(), (*found)->value, shown);
    }
  }
  listed.write(out);
  return nothing{};
}

}  // namespace atrium::actors
