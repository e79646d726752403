// What all sessions and actors of a daemon share. Free of CAF: sessions and the front see only
// this.
//
// Threads: constant after construction but for the members that say otherwise.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "actors/call.hpp"
#include "actors/courier/under_way.hpp"
#include "actors/mail/mail_carrier.hpp"
#include "actors/mail/mail_key.hpp"
#include "actors/outside.hpp"
#include "actors/timekeeper/due_times.hpp"
#include "config/settings.hpp"
#include "storage/index/list_index.hpp"
#include "storage/snapshot.hpp"
#include "storage/store.hpp"

namespace atrium::actors {

struct wiring;    // actors/wiring.hpp: the handles of the actors
struct scan_job;  // actors/scans/scan.hpp

// Figures for server.status; written by many threads, read now and then.
struct node_figures {
  answer_counts answers;
  std::atomic<std::int64_t> calls_decided_again{0};
  std::atomic<std::int64_t> calls_given_way{0};
  std::atomic<std::int64_t> lists_answered{0};  // of the calls that have an answer
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> live_accounts{0};
  std::atomic<std::int64_t> commits{0};
  std::atomic<std::int64_t> changes_committed{0};
  std::atomic<std::int64_t> hashes_waiting{0};
  std::atomic<std::int64_t> feed_waiters{0};
  std::atomic<std::int64_t> indexes_building{0};
  std::atomic<std::int64_t> mails_sent{0};
  std::atomic<std::int64_t> mail_failures{0};
  std::atomic<std::int64_t> guesses_failed{0};
};

// How mails leave. Without a carrier they wait.
struct mail_service {
  mail_carrier* carrier = nullptr;  // must live longer
  mail_key key = {};
};

class node {
 public:
  node(const config::settings& settings, storage::store& data, storage::list_index& lists,
       outside& world, mail_service mail = {});
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  const config::settings& settings() const { return settings_; }
  storage::store& data() const { return data_; }
  storage::list_index& lists() const { return lists_; }
  outside& world() const { return world_; }
  const mail_service& mail() const { return mail_; }
  std::int64_t started_at_ms() const { return started_at_ms_; }

  // The tenants as of now. From any thread.
  std::shared_ptr<const tenant_list> tenants() const;
  void add(tenant_cell_ptr tenant);
  // Its rows are erased.
  void remove(tenant_number tenant);
  // None where it is being removed: nobody finds it.
  tenant_cell_ptr find_tenant(std::string_view name) const;
  tenant_cell_ptr find_tenant(tenant_number number) const;
  // Whoever has the name, also while it is being removed.
  tenant_cell_ptr tenant_named(std::string_view name) const;

  // Sends the call to the actor that decides it. From any thread.
  void submit(call_ptr what);
  // Has a list made and answered. From any thread.
  void submit(std::shared_ptr<scan_job> what);
  // Has the sink woken when the journal has got so far (and the index, if `listed`), or at the
  // given time. From any thread.
  void wake_at(tenant_cell_ptr tenant, std::uint64_t seq, bool listed, std::int64_t until_ms,
               answer_sink& to, std::uint64_t connection, std::uint64_t parked);
  // There may be something for the indexer to follow. From any thread.
  void wake_indexer();
  // There may be a mail for the courier. From any thread.
  void wake_courier();
  // Has the index of the tenant, or of all, built anew. From any thread.
  void rebuild_index(std::optional<tenant_number> tenant);

  // Every tenant has its actors; until then calls find nobody.
  void begin_serving() {
    serving_.store(true);
    serving_.notify_all();
  }
  void await_serving() const { serving_.wait(false); }

  // From here on new writes are refused with `shutting_down`.
  void refuse_writes() { refusing_.store(true, std::memory_order_relaxed); }
  bool refuses_writes() const { return refusing_.load(std::memory_order_relaxed); }

  // A renewed snapshot for an actor's short read; returned by the handle's end. From any thread.
  class lent_snapshot;
  lent_snapshot borrow_snapshot();

  // Counts a call in, of the tenant, too, if it has one; false where there is no room.
  bool admit(const tenant_cell_ptr& tenant, admission& into) const;

  node_figures figures;
  const call_counter calls = std::make_shared<std::atomic<std::int64_t>>(0);
  const call_counter imports = std::make_shared<std::atomic<std::int64_t>>(0);
  std::atomic<std::int64_t> import_rows{0};  // under way, of all imports
  const call_counter scans = std::make_shared<std::atomic<std::int64_t>>(0);
  source_limits guesses;  // of passwords
  // The indexer has nothing to do and wants to be told; whoever tells it takes the flag away.
  std::atomic<bool> indexer_rests{false};
  // The same of the courier.
  std::atomic<bool> courier_rests{false};
  mails_under_way under_way;
  due_times due;  // of the tenants' queues
  const std::unique_ptr<wiring> handles;

 private:
  const config::settings settings_;
  storage::store& data_;
  storage::list_index& lists_;
  outside& world_;
  const mail_service mail_;
  const std::int64_t started_at_ms_;
  std::atomic<bool> serving_{false};
  std::atomic<bool> refusing_{false};
  mutable std::mutex tenants_guard_;  // of tenants_
  std::shared_ptr<const tenant_list> tenants_ = std::make_shared<tenant_list>();
  std::mutex snapshots_guard_;  // of snapshots_
  std::vector<std::unique_ptr<storage::snapshot>> snapshots_;
};

class node::lent_snapshot {
 public:
  lent_snapshot(node& from, std::unique_ptr<storage::snapshot> lent)
      : from_(from), lent_(std::move(lent)) {}
  ~lent_snapshot();
  lent_snapshot(const lent_snapshot&) = delete;
  lent_snapshot& operator=(const lent_snapshot&) = delete;
  storage::snapshot& operator*() const { return *lent_; }
  storage::snapshot* operator->() const { return lent_.get(); }

 private:
  node& from_;
  std::unique_ptr<storage::snapshot> lent_;
};

}  // namespace atrium::actors
