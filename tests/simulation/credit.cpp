#include "tests/simulation/credit.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "protocol/identity/generated_id.hpp"
#include "protocol/records/credit.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::simulation {
namespace {

using storage::customer_item;
using storage::table;

constexpr std::int64_t longest_life_ms = std::int64_t{40} * 60 * 1'000;

std::string money(const request& of) {
  return ",\"amount\":{\"amount\":" + std::to_string(of.amount) + ",\"currency\":\"" + of.currency +
         "\"}";
}

std::string text_pair(std::string_view name, std::string_view value) {
  return ",\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

void draw_settlement(random& from, const tenant_ledger& of, request& made) {
  const auto& [customer, authorization] = from.any_of(of.authorizations);
  made.customer = customer;
  made.part = authorization;
  made.named =
      "{\"customer\":{\"id\":\"" + customer + "\"}" + text_pair("authorization", authorization);
  made.method = from.any_of(std::array<std::string_view, 4>{"credit.capture", "credit.capture",
                                                            "credit.void", "credit.refund"});
  if (made.method != "credit.void" && from.one_in(2)) {
    made.currency = authorization.substr(authorization.find('-') + 1, 3);
    made.named += money(made);
  }
}

bool is_free_at(const records::credit_lot& lot, std::int64_t now_ms) {
  return !lot.expires_at || *lot.expires_at > now_ms;
}

std::int64_t available_in(const records::credit_ledger& ledger, std::int64_t now_ms) {
  std::int64_t free = 0;
  for (const auto& each : ledger.lots)
    if (is_free_at(each, now_ms)) free += each.amount;
  return free;
}

// The account of a customer's id, where that is not somebody else's by choice, and he himself has
// become nobody else.
std::optional<account_number> account_of(const storage::snapshot& reading, const tenant_ledger& of,
                                         const std::string& id) {
  const auto number = identity::number_of_generated_id(id);
  if (!number || of.merging.contains(id) || of.may_have_left(id)) return {};
  const auto stored = reading.get(table::records, storage::customer_key(of.number, {*number}));
  const auto record = stored && *stored ? fields::decode_tagged<records::customer>(**stored)
                                        : std::optional<records::customer>{};
  if (!record || record->id != id || record->is_tombstone()) return {};
  return account_number{*number};
}

// Entry by entry, from the store.
std::int64_t sum_of_entries(const storage::snapshot& reading, std::string_view ledger_key,
                            const std::string& currency) {
  const storage::record_name at = storage::name_in(ledger_key);
  const auto all =
      storage::customer_key(at.tenant, {at.number}, customer_item::credit_entries).bytes(currency);
  std::int64_t sum = 0;
  static_cast<void>(
      reading.scan(table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        sum += fields::decode_tagged<records::credit_entry>(found.value).value().amount;
        return true;
      }));
  return sum;
}

}  // namespace

void draw_credit(random& from, const tenant_ledger& of, request& made) {
  made.amount = static_cast<std::int64_t>(1 + from.below(40));
  made.currency = from.one_in(6) ? "USD" : "EUR";
  const auto kind = from.below(10);
  if (kind >= 7 && kind < 9 && !of.authorizations.empty()) return draw_settlement(from, of, made);
  made.named += money(made) + text_pair("reference", made.mark);
  if (kind < 4) {
    made.method = "credit.grant";
    if (of.credit_time > 0 && from.one_in(2))
      made.named += ",\"expires_at\":" +
                    std::to_string(of.credit_time + 1 +
                                   static_cast<std::int64_t>(from.below(longest_life_ms)));
  } else if (kind < 9 || of.answered_version.empty()) {
    made.method = "credit.authorize";
  } else {
    made.method = "credit.transfer";
    made.merged = from.any_of(of.answered_version).first;
    made.named += ",\"to\":{\"id\":\"" + made.merged + "\"}";
  }
}

void learn_of_credit(tenant_ledger& of, const request& asked) {
  of.credit_time = std::max(of.credit_time, integer_in(asked.result, "time").value_or(0));
  if (asked.method == "credit.authorize" && !asked.customer.empty())
    of.authorizations.emplace_back(asked.customer, text_in(asked.result, "authorization"));
}

std::optional<std::string> check_too_little(life& in, const tenant_ledger& of,
                                            const request& asked) {
  if (asked.method != "credit.authorize" && asked.method != "credit.transfer") return {};
  const auto reading = in.node.borrow_snapshot();
  const auto account = account_of(*reading, of, asked.customer);
  if (!account) return {};
  const auto key = storage::customer_part_key(of.number, *account, customer_item::credit,
                                              storage::currency_part(asked.currency));
  const auto& puts = in.writer.ledgers_put();
  std::optional<std::int64_t> least;
  for (std::size_t i = 0; i < puts.size(); ++i) {
    if (puts[i].key != key.view()) continue;
    const std::int64_t free = available_in(puts[i].ledger, in.world.now_ms());
    if (i < asked.ledgers_put_before)
      least = free;
    else if (least)
      least = std::min(*least, free);
  }
  // Of what was there before this life nothing is known here.
  if (!least || *least < asked.amount) return {};
  return "hears that there is too little, and there was enough all the time";
}

void check_balances(ledger& of, life& in, std::size_t& looked_at) {
  const auto& puts = in.writer.ledgers_put();
  if (looked_at >= puts.size()) return;
  const auto reading = in.node.borrow_snapshot();
  std::map<std::string, const records::credit_ledger*> last;
  for (; looked_at < puts.size(); ++looked_at) last[puts[looked_at].key] = &puts[looked_at].ledger;
  for (const auto& [key, ledger] : last) {
    const auto stored = reading->get(table::records, key);
    if (!stored || !*stored) continue;  // its tenant is gone
    if (ledger->balance != sum_of_entries(*reading, key, ledger->currency) || ledger->balance < 0)
      return of.violated("a balance is not the sum of its entries");
  }
}

void check_credit(ledger& of, const storage::snapshot& reading, std::size_t tenant) {
  const tenant_ledger& known = of.tenants[tenant];
  std::map<std::string, int> by_reference;  // kind and reference → entries
  std::map<std::string, records::credit_entry> by_id;
  const storage::key prefix = storage::record_prefix(known.number, storage::record_kind::customer);
  static_cast<void>(
      reading.scan(table::records, prefix, prefix, 1'000'000, [&](const storage::row& found) {
        if (storage::name_in(found.key).item !=
            static_cast<std::uint8_t>(customer_item::credit_entries))
          return true;
        const auto entry = fields::decode_tagged<records::credit_entry>(found.value).value();
        if (entry.reference)
          ++by_reference[std::string(fields::name_of(entry.kind)) + " " + *entry.reference];
        by_id[entry.id] = entry;
        return true;
      }));
  for (const request& each : of.all) {
    if (each.tenant != tenant || each.what != sort::credit || each.came_to != fate::done) continue;
    const auto entry = by_id.find(text_in(each.result, "id"));
    if (entry == by_id.end() ||
        entry->second.balance_after != integer_in(each.result, "balance_after") ||
        entry->second.amount != integer_in(each.result, "amount"))
      return of.violated(tag_of(each) + " was answered an entry that is not in the ledger");
  }
  // Of an authorization there may be many captures and refunds.
  for (const auto& [what, count] : by_reference)
    if (count > 1 && !what.starts_with("capture") && !what.starts_with("refund"))
      of.violated("credit was moved twice by one call: " + what);
}

}  // namespace atrium::simulation
