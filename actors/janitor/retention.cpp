#include "actors/janitor/retention.hpp"

#include "protocol/records/change.hpp"
#include "storage/idempotency.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

outcome<retention_step> expired_retries(const storage::snapshot& reading, const std::string& from,
                                        std::int64_t before_ms) {
  retention_step step;
  step.changes.tenant = node_tenant;
  step.changes.may_use_reserve = true;
  std::size_t seen = 0;
  const auto scanned = reading.scan(
      storage::table::idempotency, from, "", retention_slice + 1, [&](const storage::row& found) {
        if (++seen > retention_slice) {
          step.next = found.key;
          return false;
        }
        const auto entry = storage::read_idempotency(found.value);
        if (!entry || entry->time_ms < before_ms)
          step.changes.erasures.push_back({storage::table::idempotency, std::string(found.key)});
        return true;
      });
  if (!scanned) return scanned.failure();
  return step;
}

outcome<retention_step> expired_journal(const storage::snapshot& reading, tenant_number tenant,
                                        std::int64_t before_ms) {
  retention_step step;
  step.changes.tenant = tenant;
  step.changes.may_use_reserve = true;
  const storage::key prefix = storage::key{}.u32(tenant.value);
  const auto last = reading.last_with(storage::table::journal, prefix);
  if (!last) return last.failure();
  if (!*last) return step;
  const std::string last_key((*last)->key);
  const auto scanned = reading.scan(
      storage::table::journal, prefix, prefix, retention_slice, [&](const storage::row& found) {
        const auto entry = fields::decode_tagged<records::change>(found.value);
        if (!entry || entry->time >= before_ms || found.key == last_key) return false;
        step.changes.erasures.push_back({storage::table::journal, std::string(found.key)});
        return true;
      });
  if (!scanned) return scanned.failure();
  if (step.changes.erasures.size() == retention_slice) step.next = last_key;
  return step;
}

}  // namespace atrium::actors
