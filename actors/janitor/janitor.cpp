#include "actors/janitor/janitor.hpp"

#include <caf/send.hpp>

#include "actors/account/identity/guessing.hpp"
#include "actors/commands.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/session/assisting.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "storage/meta.hpp"

namespace atrium::actors {
namespace {

constexpr auto round_every = std::chrono::minutes(1);
constexpr auto snapshots_are_renewed_within = std::chrono::milliseconds(100);

// Of customers' histories, which are many and kept for long: the next round goes on from there.
constexpr int history_slices_per_round = 10;

// Tokens of its commits.
constexpr std::uint64_t of_retention = 1;
constexpr std::int64_t sessions_are_kept_ms =
    std::int64_t{24} * 60 * 60 * 1'000;  // once they are over
constexpr std::uint64_t of_forgetting = 2;
constexpr std::uint64_t of_scrub = 3;
constexpr std::uint64_t of_index = 4;

}  // namespace

janitor_actor::janitor_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
}

caf::behavior janitor_actor::make_behavior() {
  delayed_send(this, round_every, tick{});
  send(this, look_for_residue{});
  return {[this](const tick&) {
            delayed_send(this, round_every, tick{});
            if (!in_round_) begin_round();
          },
          [this](const look_for_residue&) {
            const auto pause = node_.settings().get<"erasure.scrub_every_ms">();
            delayed_send(this, std::chrono::milliseconds(pause), look_for_residue{});
            if (!in_scrub_) begin_scrub_if_due();
          },
          [this](const scrub_on&) {
            if (in_scrub_) take_turn();
          },
          [this](const index_scrubbed& told) {
            storage::change_set noted{};
            noted.may_use_reserve = true;
            noted.index_scrubbed_to = told.erasures;
            commit_for(of_index, std::move(noted));
          },
          // Whatever became of the commit: what is still there is found by the next round, and by
          // the scrub itself.
          [this](const committed& outcome) {
            if (outcome.token == of_retention)
              go_on();
            else if (outcome.token == of_forgetting)
              forgotten(outcome.result.what);
            else if (outcome.token == of_scrub && std::exchange(scrubbed_, false))
              end_scrub();
            else if (outcome.token == of_scrub)
              delayed_send(this, std::exchange(pause_, {}), scrub_on{});
          }};
}

void janitor_actor::on_exit() { give_up_scrub(); }

void janitor_actor::begin_scrub_if_due() {
  const auto reading = node_.borrow_snapshot();
  const auto stored = reading->get(storage::table::meta, storage::scrub_key);
  if (!stored || !*stored) return;
  const auto counts = storage::read_scrub_counts(**stored);
  if (counts.store_scrubbed >= counts.erasures) {
    if (counts.unscrubbed() > 0) scrub_index_of(counts.erasures);
    return;
  }
  scrubs_to_ = counts.erasures;
  for (const auto& [number, tenant] : node_.tenants()->by_number) to_forget_in_.push_back(number);
  forget_from_.clear();
  in_scrub_ = true;
  send(this, scrub_on{});
}

// All that was erased so far has been published since, so the indexer finds it in the journals.
void janitor_actor::scrub_index_of(std::uint64_t erasures) {
  if (const caf::actor to = node_.handles->get(&wiring::indexer)) send(to, scrub_index{erasures});
}

void janitor_actor::end_scrub() {
  give_up_scrub();
  scrub_index_of(scrubs_to_);
}

void janitor_actor::give_up_scrub() {
  scrub_ = nullptr;
  to_forget_in_.clear();
  in_scrub_ = false;
}

void janitor_actor::scrub_failed(const error& why) {
  log::error("a scrub failed and will be begun again", {{"why", why.message}});
  give_up_scrub();
}

// A slice of a journal.
void janitor_actor::forget_some() {
  const auto reading = node_.borrow_snapshot();
  auto step = forgotten_in_journal(*reading, to_forget_in_.back(), forget_from_);
  if (!step) return scrub_failed(step.failure());
  forget_next_ = std::move(step->next);
  if (step->changes.puts.empty()) return forgotten(storage::commit_result::kind::committed);
  commit_for(of_forgetting, std::move(step->changes));
}

// Refused: retention, or another, has been at the same entries; they are looked at again.
void janitor_actor::forgotten(storage::commit_result::kind how) {
  using kind = storage::commit_result::kind;
  if (how != kind::committed && how != kind::refused)
    return scrub_failed(refusal(errc::internal, "the journal could not be written"));
  if (how == kind::committed) {
    forget_from_ = forget_next_;
    if (forget_next_.empty()) to_forget_in_.pop_back();
  }
  send(this, scrub_on{});
}

void janitor_actor::take_turn() {
  using next = storage::store_scrub::next;
  if (!to_forget_in_.empty()) return forget_some();
  if (!scrub_) {
    const auto pages = static_cast<std::size_t>(node_.settings().get<"erasure.scrub_pages">());
    auto begun = storage::store_scrub::begin(node_.data(), pages);
    if (!begun) return scrub_failed(begun.failure());
    scrub_ = std::move(*begun);
  }
  const auto what = scrub_->turn();
  if (!what) return scrub_failed(what.failure());
  if (*what == next::turn) {
    send(this, scrub_on{});
  } else if (*what == next::done) {
    scrubbed_ = true;
    storage::change_set noted{};
    noted.may_use_reserve = true;
    noted.store_scrubbed_to = scrubs_to_;
    commit_for(of_scrub, std::move(noted));
    log::info("the store's file is scrubbed",
              {{"erasures", static_cast<std::int64_t>(scrubs_to_)}});
  } else {
    if (*what == next::commit_later) pause_ = snapshots_are_renewed_within;
    commit_for(of_scrub, storage::store_scrub::changes());
  }
}

void janitor_actor::begin_round() {
  in_round_ = true;
  round_.push_back({&janitor_actor::forget_retries, nullptr});
  for (const work slice :
       {&janitor_actor::forget_journal, &janitor_actor::forget_audit, &janitor_actor::forget_mails,
        &janitor_actor::forget_sessions, &janitor_actor::forget_strangers,
        &janitor_actor::end_links, &janitor_actor::end_assistance})
    for (const auto& [number, tenant] : node_.tenants()->by_number)
      round_.push_back({slice, tenant});
  history_slices_left_ = history_slices_per_round;
  round_.push_back({&janitor_actor::forget_history, nullptr});
  go_on();
}

// Up to the next commit. What cannot be read ends the round.
void janitor_actor::go_on() {
  while (!round_.empty()) {
    task& at = round_.front();
    auto step = (this->*at.slice)(*node_.borrow_snapshot(), at);
    if (!step) {
      round_.clear();
      break;
    }
    at.from = std::move(step->next);
    if (at.from.empty()) round_.pop_front();
    if (carry_out(std::move(step).value())) return;
  }
  in_round_ = false;
}

std::int64_t janitor_actor::now_ms() const { return node_.world().now_ms(); }

outcome<retention_step> janitor_actor::forget_retries(const storage::snapshot& reading,
                                                      const task& at) {
  return expired_retries(reading, at.from,
                         now_ms() - node_.settings().get<"idempotency.keep_ms">());
}

outcome<retention_step> janitor_actor::forget_journal(const storage::snapshot& reading,
                                                      const task& at) {
  return expired_journal(reading, at.tenant->number(),
                         now_ms() - node_.settings().get<"journal.keep_ms">());
}

outcome<retention_step> janitor_actor::forget_audit(const storage::snapshot& reading,
                                                    const task& at) {
  return expired_audit(reading, at.tenant->number(),
                       now_ms() - node_.settings().get<"audit.keep_ms">());
}

outcome<retention_step> janitor_actor::forget_mails(const storage::snapshot& reading,
                                                    const task& at) {
  return expired_mails(reading, at.tenant->number(), now_ms());
}

outcome<retention_step> janitor_actor::forget_sessions(const storage::snapshot& reading,
                                                       const task& at) {
  return expired_sessions(reading, at.tenant->number(), at.from, now_ms() - sessions_are_kept_ms);
}

outcome<retention_step> janitor_actor::forget_strangers(const storage::snapshot& reading,
                                                        const task& at) {
  return expired_strangers(reading, at.tenant->number(), at.from, now_ms() - failures_window_ms);
}

outcome<retention_step> janitor_actor::end_links(const storage::snapshot& reading, const task& at) {
  auto slice = find_expired_links(reading, at.tenant->number(), at.from, now_ms());
  if (!slice) return slice.failure();
  for (const account_number each : slice->whose) ask(at.tenant, each, expired_links{});
  return retention_step{{}, std::move(slice->next)};
}

outcome<retention_step> janitor_actor::end_assistance(const storage::snapshot& reading,
                                                      const task& at) {
  auto slice = find_ended_assistance(reading, *at.tenant->view(), at.from, now_ms());
  if (!slice) return slice.failure();
  for (auto& [account, sessions] : slice->over)
    ask(at.tenant, account, ended_assistance{std::move(sessions)});
  return retention_step{{}, std::move(slice->next)};
}

outcome<retention_step> janitor_actor::forget_history(const storage::snapshot& reading,
                                                      const task&) {
  auto step =
      expired_history(reading, next_history_, now_ms() - node_.settings().get<"history.keep_ms">());
  if (!step) return step;
  next_history_ = step->next;
  if (--history_slices_left_ == 0) step->next.clear();
  return step;
}

void janitor_actor::ask(const tenant_cell_ptr& tenant, account_number whose, command what) {
  const std::int64_t deadline = now_ms() + std::chrono::milliseconds(round_every).count();
  node_.submit(make_own_call(std::move(what), tenant, whose, deadline));
}

bool janitor_actor::carry_out(retention_step step) {
  if (step.changes.erasures.empty()) return false;
  commit_for(of_retention, std::move(step.changes));
  return true;
}

void janitor_actor::commit_for(std::uint64_t purpose, storage::change_set changes) {
  auto job = std::make_shared<commit_job>();
  job->reply_to = this;
  job->token = purpose;
  job->changes = std::move(changes);
  if (const caf::actor to = node_.handles->get(&wiring::committer))
    send(to, commit{std::move(job)});
}

}  // namespace atrium::actors
