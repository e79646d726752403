#include "actors/janitor/forgetting.hpp"

#include "actors/account/profile.hpp"
#include "protocol/records/change.hpp"
#include "storage/checksum.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// Not of whom nobody can tell: his record is damaged.
bool is_gone(const storage::snapshot& reading, tenant_number tenant, std::int64_t account) {
  const auto profile = profile_of(reading, tenant, {static_cast<std::uint64_t>(account)});
  return profile && (!*profile || (*profile)->erased);
}

// Empties what the entry tells of the person; false if it tells nothing.
bool forget(records::change& entry) {
  bool told = false;
  fields::for_each_field<records::change>([&](const auto& one) {
    if (one.personal == fields::privacy::impersonal || fields::is_absent(entry.*one.member)) return;
    entry.*one.member = {};
    told = true;
  });
  return told;
}

}  // namespace

outcome<retention_step> forgotten_in_journal(const storage::snapshot& reading, tenant_number tenant,
                                             const std::string& from) {
  retention_step step;
  step.changes.tenant = tenant;
  step.changes.may_use_reserve = true;
  auto next = look_at_slice(
      reading, storage::table::journal, storage::key{}.u32(tenant.value), from,
      [&](const storage::row& found) {
        auto entry = fields::decode_tagged<records::change>(found.value);
        if (!entry || !entry->account || !forget(*entry)) return true;
        if (!is_gone(reading, tenant, *entry->account)) return true;
        const std::string key(found.key);
        step.changes.expectations.push_back(
            {storage::expectation::kind::at_version, storage::table::journal, key,
             static_cast<std::uint64_t>(entry->time), storage::checksum(found.key, found.value)});
        step.changes.puts.push_back({storage::table::journal, key, fields::encode_tagged(*entry)});
        return true;
      });
  if (!next) return next.failure();
  step.next = std::move(*next);
  return step;
}

}  // namespace atrium::actors
