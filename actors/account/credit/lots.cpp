#include "actors/account/credit/lots.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace atrium::actors {
namespace {

using records::credit_lot;
using records::credit_lots;

std::int64_t end_of(const credit_lot& lot) {
  return lot.expires_at.value_or(std::numeric_limits<std::int64_t>::max());
}

// The first that does not end before that.
auto first_from(auto& lots, std::optional<std::int64_t> expires_at) {
  return std::ranges::lower_bound(lots, end_of({expires_at}), {}, end_of);
}

}  // namespace

bool is_due(const credit_lot& lot, std::int64_t now_ms) {
  return lot.expires_at && *lot.expires_at <= now_ms;
}

bool has_room_for(const credit_lots& lots, std::optional<std::int64_t> expires_at) {
  const auto at = first_from(lots, expires_at);
  return lots.size() < credit_lots_max || (at != lots.end() && at->expires_at == expires_at);
}

void add_lot(credit_lots& to, const credit_lot& more) {
  const bool fits = has_room_for(to, more.expires_at);
  const auto at = first_from(to, more.expires_at);
  if (at != to.end() && (!fits || at->expires_at == more.expires_at)) {
    at->amount += more.amount;
  } else if (fits) {
    to.insert(at, more);
  } else {  // none ends as late: the last one does from now on
    to.back().amount += more.amount;
    to.back().expires_at = more.expires_at;
  }
}

void add_lots(credit_lots& to, const credit_lots& more) {
  for (const credit_lot& each : more) add_lot(to, each);
}

credit_lots take_soonest(credit_lots& from, std::int64_t amount) {
  assert(amount <= total_of(from));
  credit_lots taken;
  auto at = from.begin();
  for (; amount > 0; ++at) {
    const std::int64_t part = std::min(amount, at->amount);
    taken.push_back({at->expires_at, part});
    amount -= part;
    at->amount -= part;
    if (at->amount > 0) break;
  }
  from.erase(from.begin(), at);
  return taken;
}

credit_lots take_latest(credit_lots& from, std::int64_t amount) {
  credit_lots kept = take_soonest(from, total_of(from) - amount);
  std::swap(kept, from);
  return kept;
}

methods::credit_balance::standing standing_of(const records::credit_ledger& ledger,
                                              std::int64_t now_ms) {
  const auto first_left = std::ranges::find_if_not(
      ledger.lots, [&](const credit_lot& each) { return is_due(each, now_ms); });
  const credit_lots left(first_left, ledger.lots.end());
  return {.currency = ledger.currency,
          .version = ledger.version,
          .balance = ledger.held + total_of(left),
          .held = ledger.held,
          .available = total_of(left),
          .next_expiry = next_end(left)};
}

}  // namespace atrium::actors
