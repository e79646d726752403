#include "tests/simulation/plan.hpp"

#include <array>
#include <sstream>

namespace atrium::simulation {

plan::plan(random& from, std::uint64_t seed, planted_bug bug)
    : settings(config::random_settings(seed)) {
  calm = bug != planted_bug::none || from.one_in(4);
  if (!calm) {
    if (from.below(3) != 0) fault_permille = static_cast<unsigned>(1 + from.below(20));
    if (from.below(2) != 0) death_permille = static_cast<unsigned>(1 + from.below(10));
    if (from.below(3) != 0) crash_permille = static_cast<unsigned>(1 + from.below(4));
  }
  tenants = 1 + from.below(2);
  requests = 40 + from.below(100);
  pending_max = 1 + from.below(24);

  // Knobs as drawn shed most of the load in most seeds; half of them shall do the work.
  const config::settings usual;
  if (from.one_in(2)) {
    settings.set<"admission.calls_max">(usual.get<"admission.calls_max">());
    settings.set<"admission.tenant_calls_max">(usual.get<"admission.tenant_calls_max">());
    settings.set<"admission.account_calls_max">(usual.get<"admission.account_calls_max">());
    settings.set<"hashing.queue_max">(usual.get<"hashing.queue_max">());
  }
  // The ledger remembers every change and every key.
  settings.set<"journal.keep_ms">(usual.get<"journal.keep_ms">());
  settings.set<"audit.keep_ms">(usual.get<"audit.keep_ms">());
  settings.set<"idempotency.keep_ms">(usual.get<"idempotency.keep_ms">());
  settings.set<"actors.live_accounts_max">(16);
  settings.set<"actors.account_idle_ms">(from.any_of(std::array<std::int64_t, 3>{10, 500, 60'000}));
  settings.set<"calls.wait_max_ms">(from.any_of(std::array<std::int64_t, 3>{0, 40, 1'000}));
  settings.set<"mail.from">("noreply@atrium.example");
  settings.set<"mail.connections_max">(static_cast<std::int64_t>(1 + from.below(3)));
  settings.set<"mail.retry_first_ms">(from.any_of(std::array<std::int64_t, 3>{10, 100, 1'000}));
  settings.set<"mail.retry_max_ms">(1'000);
  settings.set<"mail.give_up_ms">(usual.get<"mail.give_up_ms">());
  settings.set<"mail.keep_sent_ms">(usual.get<"mail.keep_sent_ms">());
  settings.set<"mail.keep_given_up_ms">(usual.get<"mail.keep_given_up_ms">());
  settings.set<"hashing.threads">(static_cast<std::int64_t>(1 + from.below(3)));
  settings.set<"storage.batch_changes_max">(
      from.any_of(std::array<std::int64_t, 4>{1, 2, 7, 4'096}));
}

std::string plan::describe() const {
  std::ostringstream text;
  text << "calm " << calm << ", faults " << fault_permille << "‰, deaths " << death_permille
       << "‰, crashes " << crash_permille << "‰, tenants " << tenants << ", requests " << requests
       << ", pending at most " << pending_max << "\n";
  for (std::size_t row = 0; row < config::knobs.size(); ++row) {
    const std::string_view section = config::knobs[row].section();
    const auto* value = std::get_if<std::int64_t>(&settings.at(row));
    if (value && (section == "admission" || section == "calls" || section == "actors" ||
                  section == "hashing" || section == "customers" || section == "storage"))
      text << config::knobs[row].name << " = " << *value << "\n";
  }
  return text.str();
}

}  // namespace atrium::simulation
