#include <algorithm>

#include "actors/reads/reads.hpp"
#include "config/version.hpp"
#include "protocol/methods/session.hpp"
#include "protocol/openrpc.hpp"
#include "storage/keys.hpp"
#include "storage/meta.hpp"

namespace atrium::actors {
namespace {

constexpr std::size_t mails_counted_max = 100'000;

outcome<std::int64_t> count_mails(const call_context& call, records::mail_state state) {
  std::size_t count = 0;
  for (const auto& [number, tenant] : call.shared.tenants()->by_number) {
    const auto all = storage::outbox_prefix(number, static_cast<std::uint8_t>(state));
    const auto scanned = call.reading.scan(storage::table::outbox, all, all,
                                           mails_counted_max - count, [&](const storage::row&) {
                                             ++count;
                                             return true;
                                           });
    if (!scanned) return scanned.failure();
  }
  return static_cast<std::int64_t>(count);
}

}  // namespace

outcome<nothing> read(const methods::rpc_ping&, call_context& call, wire::buffer& out, wait_for&) {
  fields::encode_named(out, methods::rpc_ping::result{call.shared.world().now_ms()});
  return nothing{};
}

outcome<nothing> read(const methods::rpc_discover&, call_context&, wire::buffer& out, wait_for&) {
  out.append(openrpc_document());
  return nothing{};
}

outcome<nothing> read(const methods::server_status&, call_context& call, wire::buffer& out,
                      wait_for&) {
  node& shared = call.shared;
  const node_figures& figures = shared.figures;
  const storage::store::figures store = shared.data().measure();
  methods::server_status::result status;
  status.version = config::version();
  status.time = shared.world().now_ms();
  status.uptime_ms = status.time - shared.started_at_ms();
  status.store = shared.data().identity().id;
  status.tenants = static_cast<std::int64_t>(shared.tenants()->by_number.size());
  status.connections = figures.connections.load();
  status.calls = figures.answers.calls.load();
  status.calls_refused = figures.answers.refused.load();
  status.calls_waiting = shared.calls->load();
  status.calls_decided_again = figures.calls_decided_again.load();
  status.calls_given_way = figures.calls_given_way.load();
  status.live_accounts = figures.live_accounts.load();
  status.commits = figures.commits.load();
  status.changes_committed = figures.changes_committed.load();
  status.hashes_waiting = figures.hashes_waiting.load();
  status.store_used_bytes = static_cast<std::int64_t>(store.used_bytes);
  status.store_map_bytes = static_cast<std::int64_t>(store.map_bytes);
  status.disk_free_bytes = static_cast<std::int64_t>(store.free_disk_bytes);
  status.oldest_reader_ms = shared.data().oldest_snapshot_ms();
  status.storage_full = store.full;
  for (const auto& [number, tenant] : shared.tenants()->by_number) {
    if (tenant->is_removing()) {
      ++status.tenants_removing;
      continue;
    }
    status.index_behind += static_cast<std::int64_t>(
        tenant->last_seq() - std::min(tenant->last_seq(), tenant->listed_seq()));
  }
  status.indexes_building = figures.indexes_building.load();
  status.scans_waiting = shared.scans->load();
  status.import_rows = shared.import_rows.load();
  const auto scrubbing = call.reading.get(storage::table::meta, storage::scrub_key);
  if (!scrubbing) return scrubbing.failure();
  if (*scrubbing)
    status.erasures_unscrubbed =
        static_cast<std::int64_t>(storage::read_scrub_counts(**scrubbing).unscrubbed());
  status.mail_configured = shared.mail().carrier != nullptr;
  status.mails_sent = figures.mails_sent.load();
  status.mail_failures = figures.mail_failures.load();
  status.guesses_failed = figures.guesses_failed.load();
  for (const auto& [state, into] :
       {std::pair{records::mail_state::queued, &status.mails_queued},
        std::pair{records::mail_state::given_up, &status.mails_given_up}}) {
    const auto counted = count_mails(call, state);
    if (!counted) return counted.failure();
    *into = *counted;
  }
  fields::encode_named(out, status);
  return nothing{};
}

outcome<nothing> read(const methods::server_reindex& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  node& shared = call.shared;
  methods::server_reindex::result begun{
      static_cast<std::int64_t>(shared.tenants()->by_number.size())};
  std::optional<tenant_number> only;
  if (asked.tenant) {
    const tenant_cell_ptr tenant = shared.find_tenant(*asked.tenant);
    if (!tenant) return refusal(errc::not_found, "there is no such tenant", "tenant");
    only = tenant->number();
    begun.tenants = 1;
  }
  shared.rebuild_index(only);
  fields::encode_named(out, begun);
  return nothing{};
}

}  // namespace atrium::actors
