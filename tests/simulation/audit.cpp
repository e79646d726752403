#include "tests/simulation/audit.hpp"

#include <set>

#include "protocol/records/audit_entry.hpp"
#include "storage/keys.hpp"

namespace atrium::simulation {
namespace {

using storage::table;

// What both logs say of a change.
struct told {
  std::int64_t time;
  std::string kind;
  std::optional<std::int64_t> account;
  std::string principal;
  bool operator==(const told&) const = default;
};

template <class Record, class Visit>
void read_all(ledger& of, const storage::snapshot& reading, table where, const storage::key& prefix,
              Visit&& visit) {
  const auto scanned =
      reading.scan(where, prefix, prefix, 1'000'000, [&](const storage::row& found) {
        const auto entry = fields::decode_tagged<Record>(found.value);
        if (entry) visit(*entry);
        return entry.has_value();
      });
  if (!scanned) of.violated("a log cannot be read");
}

void check_changes(ledger& of, const std::vector<told>& journal, const std::vector<told>& audit,
                   const std::string& tenant) {
  for (std::size_t i = 0; i < std::max(journal.size(), audit.size()); ++i)
    if (i >= journal.size())
      return of.violated("audited and never done at " + tenant + ": " + audit[i].kind);
    else if (i >= audit.size() || !(journal[i] == audit[i]))
      return of.violated("done and not audited at " + tenant + ": " + journal[i].kind);
}

// A login that is repeated under its key is one.
void check_logins(ledger& of, std::size_t tenant, std::size_t entries) {
  std::set<std::string> answered;
  std::size_t perhaps = 0;
  for (const request& each : of.all) {
    if (each.tenant != tenant || each.method != "shopper.login") continue;
    if (each.came_to == fate::done)
      answered.insert(each.idem.empty() ? "#" + std::to_string(each.number) : each.idem);
    else if (each.came_to != fate::refused)
      ++perhaps;
  }
  const std::string& name = of.tenants[tenant].name;
  if (entries < answered.size())
    of.violated(std::to_string(answered.size()) + " logins at " + name + ", and audited " +
                std::to_string(entries));
  if (entries > answered.size() + perhaps)
    of.violated("more logins are audited at " + name + " than there can have been");
}

}  // namespace

void check_audit(ledger& of, life& in) {
  if (in.writer.broken()) return;
  const auto reading = in.node.borrow_snapshot();
  for (std::size_t i = 0; i < of.tenants.size(); ++i) {
    const tenant_ledger& each = of.tenants[i];
    if (each.number == node_tenant || each.passes) continue;
    std::vector<told> journal, audit;
    std::size_t logins = 0;
    read_all<records::change>(
        of, *reading, table::journal, storage::key{}.u32(each.number.value),
        [&](const records::change& entry) {
          if (records::is_audited(entry))
            journal.push_back({entry.time, entry.kind, entry.account, entry.principal});
        });
    read_all<records::audit_entry>(
        of, *reading, table::records, storage::audit_prefix(each.number),
        [&](const records::audit_entry& entry) {
          logins += entry.action == "customer.logged_in";
          if (records::find_audited(entry.action))
            audit.push_back({entry.time, entry.action, entry.account, entry.principal});
        });
    check_changes(of, journal, audit, each.name);
    check_logins(of, i, logins);
  }
}

}  // namespace atrium::simulation
