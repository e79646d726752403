#include "storage/verify_credit.hpp"

#include <algorithm>

#include "protocol/identity/credit_id.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {
namespace {

using records::credit_lots;

// Soonest first, what never ends last, each end once, no amount of zero or less.
bool are_in_order(const credit_lots& lots) {
  const auto ends_before = [](const records::credit_lot& one, const records::credit_lot& other) {
    return one.expires_at && (!other.expires_at || *one.expires_at < *other.expires_at);
  };
  const auto twin = std::ranges::adjacent_find(
      lots, [&](const auto& one, const auto& other) { return !ends_before(one, other); });
  return twin == lots.end() &&
         std::ranges::all_of(
             lots, [](std::int64_t amount) { return amount > 0; }, &records::credit_lot::amount);
}

}  // namespace

std::optional<breach> ledgers_check::read_ledger(const row& found, std::uint64_t part) {
  auto ledger = fields::decode_tagged<records::credit_ledger>(found.value);
  if (!ledger) return unreadable(found);
  if (currency_in(part) != ledger->currency)
    return broken("I5", found.key, "the ledger has another currency than its key");
  if (!are_in_order(ledger->lots)) return broken("I5", found.key, "its lots are not in order");
  if (ledger->held < 0 || ledger->balance != ledger->held + total_of(ledger->lots))
    return broken("I5", found.key, "the balance is not the sum of its lots and of what is held");
  if (auto wrong =
          check_told_version(told_, found, "credit", account_, ledger->currency, ledger->version))
    return wrong;
  const std::string currency = ledger->currency;
  ledgers_[currency] = {std::move(*ledger), std::string(found.key)};
  return {};
}

std::optional<breach> ledgers_check::read_entry(const row& found, std::uint64_t part) {
  const auto entry = fields::decode_tagged<records::credit_entry>(found.value);
  if (!entry) return unreadable(found);
  const auto of = ledgers_.find(currency_in(part >> ledger_number_bits));
  if (of == ledgers_.end()) return broken("I5", found.key, "an entry of no ledger");
  sums& so_far = of->second;
  ++so_far.entries;
  so_far.balance += entry->amount;
  so_far.held += entry->held;
  const auto number = number_in_ledger(part);
  const std::string id =
      identity::credit_id_text(identity::credit_id_kind::entry, {account_, of->first, number});
  if (number != static_cast<std::uint64_t>(so_far.entries) || entry->id != id)
    return broken("I5", found.key, "the entries are not numbered one after the other");
  if (entry->balance_after != so_far.balance || entry->held_after != so_far.held)
    return broken("I5", found.key, "the balance with this entry is not the sum of those up to it");
  if (so_far.balance < so_far.held || so_far.held < 0)
    return broken("I5", found.key, "with this entry more is spent, or held, than there was");
  return {};
}

std::optional<breach> ledgers_check::read_authorization(const row& found, std::uint64_t part) {
  const auto one = fields::decode_tagged<records::credit_authorization>(found.value);
  if (!one) return unreadable(found);
  const auto of = ledgers_.find(currency_in(part >> ledger_number_bits));
  if (of == ledgers_.end()) return broken("I5", found.key, "an authorization of no ledger");
  const std::int64_t holds = total_of(one->lots);
  of->second.set_aside += holds;
  if (number_in_ledger(part) > static_cast<std::uint64_t>(of->second.ledger.last_authorization))
    return broken("numbers", found.key, "the authorization has a number never given out");
  const bool whole = are_in_order(one->lots) && are_in_order(one->spent) && one->captured >= 0 &&
                     one->voided >= 0 && one->refunded >= 0 &&
                     one->amount == holds + one->captured + one->voided &&
                     total_of(one->spent) == one->captured - one->refunded;
  if (!whole)
    return broken("I5", found.key, "what was captured, voided and refunded does not add up");
  return {};
}

std::optional<breach> ledgers_check::finish() const {
  for (const auto& [currency, of] : ledgers_) {
    if (of.entries != of.ledger.last_entry)
      return broken("I5", of.key, "the ledger counts other entries than there are");
    if (of.balance != of.ledger.balance || of.held != of.ledger.held)
      return broken("I5", of.key, "the balance is not the sum of the entries");
    if (of.set_aside != of.ledger.held)
      return broken("I5", of.key, "what is held is not what the authorizations hold");
  }
  return {};
}

}  // namespace atrium::storage
