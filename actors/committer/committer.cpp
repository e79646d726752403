#include "actors/committer/committer.hpp"

#include <algorithm>
#include <caf/send.hpp>

#include "actors/answer.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/tenant/load.hpp"
#include "actors/wiring.hpp"
#include "protocol/records/mail.hpp"

namespace atrium::actors {
namespace {

std::size_t bytes_of(const storage::change_set& changes) {
  std::size_t bytes = 0;
  for (const storage::put& each : changes.puts) bytes += each.key.size() + each.value.size();
  for (const storage::journal_entry& entry : changes.journal)
    bytes += entry.value.size() * (entry.history_of ? 2 : 1);
  for (const storage::audit_row& entry : changes.audit) bytes += entry.value.size();
  if (changes.idempotency) bytes += changes.idempotency->answer.size();
  return bytes;
}

bool orders_mail(const storage::change_set& changes) {
  return std::ranges::any_of(changes.puts, [](const storage::put& each) {
    return each.where == storage::table::outbox &&
           storage::place_in(each.key).state ==
               static_cast<std::uint8_t>(records::mail_state::queued);
  });
}

// The places that it has put into due queues.
void note_due(const storage::change_set& changes, due_times& into) {
  for (const storage::put& each : changes.puts)
    if (each.where == storage::table::unique && storage::is_due_key(each.key))
      into.note({wire::load32(each.key.data())}, storage::due_in(each.key).due_ms);
}

void tell(commit_job& job, storage::commit_result result) {
  if (job.to_answer && result.what == storage::commit_result::kind::committed) {
    append_seq(job.answer, result.seq ? result.seq : job.tenant->last_seq());
    job.to_answer->reply.succeed(job.answer);
  }
  job.told = true;
  caf::anon_send(job.reply_to, committed{job.token, result});
}

}  // namespace

commit_job::~commit_job() {
  if (!told && reply_to)
    caf::anon_send(reply_to, committed{token, {.what = storage::commit_result::kind::unknown}});
}

committer_actor::committer_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

caf::behavior committer_actor::make_behavior() {
  // A predecessor may have died between a flush and telling how far it had got.
  const auto reading = node_.borrow_snapshot();
  for (const auto& [number, tenant] : node_.tenants()->by_number) {
    if (const auto last = load_last_seq(*reading, number)) tenant->advance(*last);
    node_.due.note(number, 0);
  }
  node_.wake_indexer();
  node_.wake_courier();
  return {[this](const commit& wanted) { take(wanted.job); },
          [this](const flush&) {
            flush_sent_ = false;
            gathering_.found(waiting_count_);
            if (!waiting_.empty() && !gather()) write();
          },
          [this](const gathered& over) {
            if (gathering_.under_way() && over.round == round_) write();
          }};
}

void committer_actor::take(std::shared_ptr<commit_job> job) {
  waiting_[job->changes.tenant].push_back(std::move(job));
  ++waiting_count_;
  if (flush_sent_) return;
  if (gathering_.under_way()) {
    if (gathering_.complete(waiting_count_)) write();
  } else if (!gather()) {
    flush_sent_ = true;
    send(this, flush{});  // comes after all that is in the mailbox now
  }
}

bool committer_actor::gather() {
  const auto pause = gathering_.pause_us(waiting_count_, node_.world().elapsed_us());
  if (pause == 0) return false;
  gathering_.begin(waiting_count_);
  delayed_send(this, std::chrono::microseconds(pause), gathered{++round_});
  return true;
}

std::vector<std::shared_ptr<commit_job>> committer_actor::next_batch() {
  const auto changes_max =
      static_cast<std::size_t>(node_.settings().get<"storage.batch_changes_max">());
  const auto bytes_max =
      static_cast<std::size_t>(node_.settings().get<"storage.batch_bytes_max">());
  std::vector<std::shared_ptr<commit_job>> batch;
  std::size_t bytes = 0;
  auto turn = waiting_.upper_bound(last_turn_);
  while (!waiting_.empty() && batch.size() < changes_max && bytes < bytes_max) {
    if (turn == waiting_.end()) turn = waiting_.begin();
    auto& queue = turn->second;
    bytes += bytes_of(queue.front()->changes);
    batch.push_back(std::move(queue.front()));
    queue.pop_front();
    --waiting_count_;
    last_turn_ = turn->first;
    turn = queue.empty() ? waiting_.erase(turn) : std::next(turn);
  }
  return batch;
}

void committer_actor::write() {
  gathering_.commit(waiting_count_);
  const std::int64_t began_us = node_.world().elapsed_us() - node_.world().worked_us();
  const auto batch = next_batch();
  std::vector<const storage::change_set*> changes;
  changes.reserve(batch.size());
  for (const auto& job : batch) changes.push_back(&job->changes);
  const auto results = node_.handles->writer->commit(changes);
  std::int64_t durable = 0;
  bool mail_ordered = false;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (results[i].what == storage::commit_result::kind::committed) {
      ++durable;
      mail_ordered = mail_ordered || orders_mail(batch[i]->changes);
      note_due(batch[i]->changes, node_.due);
      if (batch[i]->tenant && results[i].seq > 0) batch[i]->tenant->advance(results[i].seq);
    }
  }
  node_.figures.commits.fetch_add(1, std::memory_order_relaxed);
  node_.figures.changes_committed.fetch_add(durable, std::memory_order_relaxed);
  const std::int64_t ended_us = node_.world().elapsed_us();
  gathering_.answered(batch.size(), ended_us - node_.world().worked_us() - began_us, ended_us,
                      node_.settings().get<"storage.gather_percent">());
  flush_sent_ = true;
  send(this, flush{});  // before the outcomes: comes after all that arrived during the commit
  for (std::size_t i = 0; i < batch.size(); ++i) tell(*batch[i], results[i]);
  if (node_.figures.feed_waiters.load(std::memory_order_seq_cst) > 0)
    if (const caf::actor feed = node_.handles->get(&wiring::feed)) send(feed, journal_advanced{});
  if (durable > 0) node_.wake_indexer();
  if (mail_ordered) node_.wake_courier();
}

}  // namespace atrium::actors
