#include "tests/simulation/claims.hpp"

#include <algorithm>
#include <cctype>

#include "protocol/records/credit.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/wire/cursor.hpp"

namespace atrium::simulation {
namespace {

using storage::customer_item;
using storage::table;

std::string email_of(const request& shown) {
  std::string email = text_in(shown.result, "email");
  for (char& each : email) each = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  return email;
}

// What showed a customer of that kind who may be asked for, once each.
std::vector<const request*> shown_ones(const ledger& known, const tenant_ledger& of,
                                       std::size_t tenant, std::string_view kind) {
  std::vector<const request*> found;
  for (const request& each : known.all) {
    if (each.tenant != tenant || each.came_to != fate::done ||
        text_in(each.result, "kind") != kind || of.merging.contains(text_in(each.result, "id")))
      continue;
    found.push_back(&each);
  }
  return found;
}

}  // namespace

bool draw_claim(random& from, const ledger& known, request& made) {
  const tenant_ledger& of = known.tenants[made.tenant];
  std::vector<const request*> claimants = shown_ones(known, of, made.tenant, "registered");
  std::erase_if(claimants,
                [](const request* each) { return boolean_in(each->result, "verified") != true; });
  if (claimants.empty()) return false;
  const request& by = *from.any_of(claimants);
  made.method = "customers.claim_guests";
  made.customer = text_in(by.result, "id");
  for (const request* each : shown_ones(known, of, made.tenant, "guest")) {
    const std::string id = text_in(each->result, "id");
    if (email_of(*each) == email_of(by) && made.claimed.size() < 2 &&
        std::ranges::count(made.claimed, id) == 0)
      made.claimed.push_back(id);
  }
  if (made.claimed.empty()) return false;
  std::string guests;
  for (const std::string& each : made.claimed)
    guests += (guests.empty() ? "\"" : ",\"") + each + "\"";
  made.named = R"({"customer":{"id":")" + made.customer + R"("},"guests":[)" + guests + "]}";
  return true;
}

void learn_of_claim(tenant_ledger& of, const request& asked) {
  const auto guests = member(asked.result, "guests");
  if (!guests) return;
  wire::cursor list(*guests);
  std::uint32_t count = 0;
  list.read_array(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view guest;
    list.read_raw(guest);
    if (text_in(guest, "result") != "refused") of.merging[text_in(guest, "id")] = true;
  }
}

void check_claims(ledger& of, const storage::snapshot& reading, std::size_t tenant) {
  const tenant_number number = of.tenants[tenant].number;
  std::map<std::string, std::int64_t> handed_over;  // by currency
  std::set<std::uint64_t> merged;
  const storage::key prefix = storage::record_prefix(number, storage::record_kind::customer);
  static_cast<void>(
      reading.scan(table::records, prefix, prefix, 1'000'000, [&](const storage::row& found) {
        const storage::record_name at = storage::name_in(found.key);
        const auto item = static_cast<customer_item>(at.item);
        if (item == customer_item::profile) {
          const auto who = fields::decode_tagged<records::customer>(found.value);
          if (who && who->merged_into) merged.insert(at.number);
        } else if (item == customer_item::credit_entries) {
          const auto entry = fields::decode_tagged<records::credit_entry>(found.value).value();
          if (entry.kind == records::credit_kind::transfer_in ||
              entry.kind == records::credit_kind::transfer_out)
            handed_over[entry.currency] += entry.amount;
        } else if (merged.contains(at.number) && item != customer_item::credit &&
                   item != customer_item::credit_authorizations) {
          of.violated("something is left with one who is part of another");
        }
        return true;
      }));
  for (const auto& [currency, amount] : handed_over)
    if (amount != 0) of.violated("credit was lost or doubled between two customers: " + currency);
}

}  // namespace atrium::simulation
