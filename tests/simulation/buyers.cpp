#include "tests/simulation/buyers.hpp"

#include <algorithm>

#include "protocol/identity/email.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/index_entries.hpp"
#include "storage/keys.hpp"

namespace atrium::simulation {
namespace {

using records::customer;
using storage::table;

std::optional<customer> stored_customer(const storage::snapshot& reading, tenant_number tenant,
                                        std::int64_t number) {
  const auto stored = reading.get(
      table::records, storage::customer_key(tenant, {static_cast<std::uint64_t>(number)}));
  return stored && *stored ? fields::decode_tagged<customer>(**stored) : std::nullopt;
}

// Whom the e-mail is a login of, in one realm or the other.
std::vector<std::int64_t> owners_of(const storage::snapshot& reading, tenant_number tenant,
                                    std::string_view email) {
  std::vector<std::int64_t> owners;
  for (const std::uint32_t realm : {1u, 2u}) {
    const auto stored =
        reading.get(table::unique, storage::login_key(tenant, realm_number{realm}, email));
    const auto entry =
        stored && *stored ? fields::decode_tagged<records::unique_entry>(**stored) : std::nullopt;
    if (entry) owners.push_back(entry->number);
  }
  return owners;
}

// Whoever had it may have left since, or has become another, or was to move.
bool may_be_freed(const ledger& of, std::size_t tenant) {
  return !of.tenants[tenant].leaving.empty() || !of.tenants[tenant].merging.empty() ||
         std::ranges::any_of(of.all, [&](const request& each) {
           return each.tenant == tenant && each.method == "realms.move_site";
         });
}

// Whom the journal's entry of this number is about, as he is now.
std::optional<customer> buyer_of(const storage::snapshot& reading, tenant_number tenant,
                                 std::int64_t seq) {
  const auto stored =
      reading.get(table::journal, storage::journal_key(tenant, static_cast<std::uint64_t>(seq)));
  const auto entry =
      stored && *stored ? fields::decode_tagged<records::change>(**stored) : std::nullopt;
  if (!entry || !entry->account) return {};
  return stored_customer(reading, tenant, *entry->account);
}

}  // namespace

void draw_registering(random& from, request& made, std::string_view site) {
  if ((site != "one" && site != "two") || !from.one_in(3)) return;
  made.registers = true;
  made.named += ",\"register\":true";
}

std::optional<std::string> check_registered(life& in, const ledger& of, const request& asked) {
  // What repeats an answer tells of a time that is over.
  if (!asked.idem.empty()) return {};
  const tenant_number tenant = of.tenants[asked.tenant].number;
  const auto reading = in.node.borrow_snapshot();
  if (asked.method == "orders.record") {
    if (!asked.registers) return {};
    const auto buyer = buyer_of(*reading, tenant, integer_in(asked.result, "seq").value_or(0));
    if (!buyer || buyer->is_tombstone() || buyer->kind == records::customer_kind::registered)
      return {};
    return "registers its buyer, who is a guest";
  }
  if (asked.what != sort::creation && asked.method != "contacts.convert") return {};
  const auto email = identity::canonical_email(text_in(asked.result, "email"));
  if (!email) return {};
  const auto owners = owners_of(*reading, tenant, email->canonical);
  const std::string kind = text_in(asked.result, "kind");
  const std::int64_t number = integer_in(asked.result, "number").value_or(0);
  if (kind == "registered") {
    const auto who = stored_customer(*reading, tenant, number);
    if (!who || who->is_tombstone() || std::ranges::count(owners, number) > 0) return {};
    return "is answered one who is registered, and whom his e-mail does not lead to";
  }
  // Where something fails, it may have been free again by then.
  const bool had_to = !asked.registers || !owners.empty() || may_be_freed(of, asked.tenant);
  if (kind != "guest" || !of.calm() || had_to) return {};
  return "leaves a guest whose e-mail nobody has";
}

bool makes_guest_of_buyer(const ledger& of) {
  const auto may_be_same = [](const request& one, const request& other) {
    return one.tenant == other.tenant &&
           (one.customer.empty() || other.customer.empty() || one.customer == other.customer);
  };
  return std::ranges::any_of(of.all, [&](const request& order) {
    return order.registers && order.method == "orders.record" &&
           std::ranges::any_of(of.all, [&](const request& each) {
             return each.method == "contacts.convert" && may_be_same(each, order) &&
                    each.named.find(R"("to":"guest")") != std::string::npos;
           });
  });
}

// His own site is gone, and with it where he would be led to.
bool is_expected_of_buyer(const request& asked, std::string_view code) {
  return asked.registers && asked.method == "orders.record" && code == "missing_field";
}

}  // namespace atrium::simulation
