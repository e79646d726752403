#include "storage/verify_staff.hpp"

#include "protocol/records/login_guard.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {
namespace {

// None where there is none; `good` is false where it cannot be read.
template <class Record>
std::optional<Record> read(const snapshot& now, const key& where, bool& good) {
  const auto stored = now.get(table::records, where);
  good = static_cast<bool>(stored);
  if (!stored || !*stored) return {};
  auto record = fields::decode_tagged<Record>(**stored);
  good = record.has_value();
  return record;
}

}  // namespace

std::optional<breach> verify_staff(const snapshot& now, tenant_number tenant, std::uint64_t number,
                                   const records::staff& member) {
  const account_number account = account_of_staff(number);
  bool good = true;
  const key credentials = staff_key(tenant, account, customer_item::password);
  if (!read<records::staff_credentials>(now, credentials, good))
    return broken(good ? "I13" : "I14", credentials, "a member of staff without credentials");
  const key guard_at = staff_key(tenant, account, customer_item::guard);
  const auto guard = read<records::login_guard>(now, guard_at, good);
  if (!good) return broken("I14", guard_at, "the record cannot be read");
  const auto last = static_cast<std::uint64_t>(guard ? guard->last_session : 0);
  std::optional<breach> found;
  const key all = staff_key(tenant, account, customer_item::sessions);
  const auto scanned = now.scan(table::records, all, all, ~std::size_t{0}, [&](const row& each) {
    const auto session = fields::decode_tagged<records::shopper_session>(each.value);
    if (!session)
      found = broken("I14", each.key, "the record cannot be read");
    else if (name_in(each.key).part > last)
      found = broken("numbers", each.key, "the session has a number never given out");
    else if (session->shut_out.value_or(0) > member.shut_out)
      found = broken("I10", each.key, "the session is of a time to come");
    else if (member.disabled && session->shut_out == member.shut_out)
      found = broken("I10", each.key, "a session of one who may not log in");
    else if (const auto token = now.get(table::unique, token_key(tenant, session->access_hash));
             !token || !*token)
      found = broken("I9", each.key, "the token of the session is not in the index");
    return !found;
  });
  if (!scanned) return broken("I14", all, scanned.failure().message);
  return found;
}

}  // namespace atrium::storage
