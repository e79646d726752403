// What is too old to be kept, found slice by slice (security.md 26): retry answers, journal
// entries, the audit log, mails, customers' history, sessions and failed logins of nobody. No CAF,
// no threads.
#pragma once

#include <cstdint>
#include <string>

#include "actors/janitor/slices.hpp"
#include "actors/tenant/view.hpp"
#include "storage/change_set.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct retention_step {
  storage::change_set changes;  // erasures, perhaps none
  std::string next;             // where the next step begins; empty: all has been looked at
};

// Retry answers made before `before_ms`. `from` is empty at first.
outcome<retention_step> expired_retries(const storage::snapshot& reading, const std::string& from,
                                        std::int64_t before_ms);

// The tenant's journal entries from its first on that were made before `before_ms`, but never its
// last one: the next number is counted from it. `next` is not empty while there may be more.
outcome<retention_step> expired_journal(const storage::snapshot& reading, tenant_number tenant,
                                        std::int64_t before_ms);

// The same of the tenant's audit log.
outcome<retention_step> expired_audit(const storage::snapshot& reading, tenant_number tenant,
                                      std::int64_t before_ms);

// Mails of the tenant, sent or given up, that may be forgotten by now. `next` is not empty while
// there may be more.
outcome<retention_step> expired_mails(const storage::snapshot& reading, tenant_number tenant,
                                      std::int64_t now_ms);

// Entries of customers' histories made before `before_ms`, of all tenants. `from` is empty at
// first. A customer without any costs one look-up.
outcome<retention_step> expired_history(const storage::snapshot& reading, const std::string& from,
                                        std::int64_t before_ms);

// Shoppers' sessions of the tenant that ended before `before_ms`, with their tokens. `from` is
// empty at first. Whoever is refreshed meanwhile has the step refused.
outcome<retention_step> expired_sessions(const storage::snapshot& reading, tenant_number tenant,
                                         const std::string& from, std::int64_t before_ms);

// Guards of logins that lead to nobody, where the last try was before `before_ms`. `from` and who
// is tried meanwhile: likewise.
outcome<retention_step> expired_strangers(const storage::snapshot& reading, tenant_number tenant,
                                          const std::string& from, std::int64_t before_ms);

// The accounts with one-time links whose time is over: they end these themselves, for an e-mail may
// be reserved by one. `from` likewise; `next` as a step's.
struct links_slice {
  std::vector<account_number> whose;
  std::string next;
};
outcome<links_slice> find_expired_links(const storage::snapshot& reading, tenant_number tenant,
                                        const std::string& from, std::int64_t now_ms);

}  // namespace atrium::actors
