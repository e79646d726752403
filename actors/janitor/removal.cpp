#include "actors/janitor/removal.hpp"

#include "protocol/records/client.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using storage::table;

storage::key rows_of(tenant_number tenant) { return storage::key{}.u32(tenant.value); }

storage::key record_of(tenant_number tenant) {
  return storage::record_key(node_tenant, storage::record_kind::tenant, tenant.value);
}

void erase(storage::change_set& changes, table where, std::string_view key) {
  changes.erasures.push_back({where, std::string(key)});
}

outcome<nothing> erase_rows(const storage::snapshot& reading, table where,
                            const storage::key& prefix, storage::change_set& into) {
  return reading.scan(where, prefix, prefix, removal_slice, [&](const storage::row& found) {
    erase(into, where, found.key);
    return true;
  });
}

// With a client goes the id of its API key, which lies under the node.
outcome<nothing> erase_records(const storage::snapshot& reading, tenant_number tenant,
                               storage::change_set& into) {
  bool good = true;
  const storage::key prefix = rows_of(tenant);
  const auto scanned =
      reading.scan(table::records, prefix, prefix, removal_slice, [&](const storage::row& found) {
        erase(into, table::records, found.key);
        if (storage::name_in(found.key).kind != storage::record_kind::client) return true;
        const auto client = fields::decode_tagged<records::client>(found.value);
        good = client.has_value();
        if (good)
          erase(into, table::unique,
                storage::unique_key(node_tenant, storage::unique_space::client_id, client->id));
        return good;
      });
  if (!scanned) return scanned.failure();
  if (!good) return refusal(errc::internal, "a client record cannot be read");
  return nothing{};
}

// But for its last entry.
outcome<nothing> erase_journal(const storage::snapshot& reading, tenant_number tenant,
                               storage::change_set& into) {
  const auto last = reading.last_with(table::journal, rows_of(tenant));
  if (!last) return last.failure();
  const std::string kept(*last ? (*last)->key : std::string_view());
  if (auto found = erase_rows(reading, table::journal, rows_of(tenant), into); !found) return found;
  std::erase_if(into.erasures, [&](const storage::erasure& each) { return each.key == kept; });
  return nothing{};
}

// All that is left: the journal's last entry, the next numbers, the name and the record.
outcome<nothing> erase_last(const storage::snapshot& reading, tenant_number tenant,
                            const std::string& name, storage::change_set& into) {
  const storage::key numbers = storage::key{}.bytes("next").u32(tenant.value);
  for (const auto& [where, prefix] :
       {std::pair{table::journal, rows_of(tenant)}, std::pair{table::meta, numbers}})
    if (auto erased = erase_rows(reading, where, prefix, into); !erased) return erased;
  erase(into, table::unique,
        storage::unique_key(node_tenant, storage::unique_space::tenant_name, name));
  erase(into, table::records, record_of(tenant));
  into.leaves_residue = true;
  return nothing{};
}

}  // namespace

outcome<removal_step> rows_to_remove(const storage::snapshot& reading, tenant_number tenant) {
  removal_step step;
  const storage::key record = record_of(tenant);
  const auto stored = reading.get(table::records, record);
  if (!stored) return stored.failure();
  step.gone = !*stored;
  if (step.gone) return step;
  const auto marked = fields::decode_tagged<records::tenant>(**stored);
  if (!marked || !marked->is_removing())
    return refusal(errc::internal, "its record cannot be read, or does not say that it goes");

  storage::change_set& changes = step.changes;
  changes.tenant = tenant;
  changes.may_use_reserve = true;
  changes.expectations.push_back({storage::expectation::kind::at_version, table::records,
                                  std::string(record.view()),
                                  static_cast<std::uint64_t>(marked->version)});
  if (auto found = erase_records(reading, tenant, changes); !found) return found.failure();
  for (const auto where : {table::unique, table::idempotency, table::outbox}) {
    if (!changes.erasures.empty()) return step;
    if (auto found = erase_rows(reading, where, rows_of(tenant), changes); !found)
      return found.failure();
  }
  if (!changes.erasures.empty()) return step;
  if (auto found = erase_journal(reading, tenant, changes); !found) return found.failure();
  if (!changes.erasures.empty()) return step;
  if (auto found = erase_last(reading, tenant, marked->name, changes); !found)
    return found.failure();
  return step;
}

}  // namespace atrium::actors
