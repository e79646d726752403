#include "actors/tenant/serial_actor.hpp"

#include <caf/send.hpp>

#include "actors/answer.hpp"
#include "actors/committer/behind_commits.hpp"
#include "actors/hashing/asking.hpp"
#include "actors/node.hpp"
#include "actors/notes.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/uncommitted.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {
namespace {

// `answer` wants its seq.
void answer_commit(node& shared, call& what, std::string answer,
                   const storage::commit_result& result) {
  if (result.what != storage::commit_result::kind::committed)
    return answer_uncommitted(shared, what, result.what);
  append_seq(answer, result.seq || !what.tenant ? result.seq : what.tenant->last_seq());
  what.reply.succeed(answer);
}

}  // namespace

serial_actor::serial_actor(caf::actor_config& config, actors::node& shared, tenant_number turn)
    : caf::event_based_actor(config), node_(shared), turn_(turn) {
  keep_quiet(*this);
}

caf::behavior serial_actor::make_behavior() {
  begin();
  return {[this](const perform& wanted) {
            waiting_.push_back(wanted.what);
            advance();
          },
          [this](const hashed& made) {
            if (made.failed)
              made.of->reply.fail(hashing_overloaded(node_));
            else
              waiting_.push_back(made.of);
            advance();
          },
          [this](const committed& outcome) {
            if (std::exchange(catching_up_, false))
              catch_up();
            else
              finish(outcome.result);
            advance();
          }};
}

void serial_actor::catch_up_behind_commits() {
  hold_back();
  tell_behind_commits(node_, this, turn_);
}

void serial_actor::advance() {
  while (!catching_up_ && !committing_ && !waiting_.empty()) {
    const call_ptr what = std::move(waiting_.front());
    waiting_.pop_front();
    const std::int64_t now = node_.world().now_ms();
    if (now > what->deadline_ms) {
      what->reply.fail(refusal(errc::deadline_exceeded));
      continue;
    }
    if (answer_known_key(node_, *what)) continue;
    decided_tenant made =
        decided(*what, {*what->caller, what->options, now, node_.world(), what->password_hash,
                        what->made_up.reveal(), what->source});
    if (!made) {
      note_denial(node_, *what, made.failure());
      what->reply.fail(made.failure());
      continue;
    }
    if (made->to_hash) {
      have_hashed(what, *made->to_hash);
      continue;
    }
    decided_ = std::move(made).value();
    if (what->retry && decided_.answers_for_retries)
      decided_.changes.idempotency =
          entry_of(*what->retry, *what->caller, decided_.answer, {}, now, node_.world());
    auto job = std::make_shared<commit_job>();
    job->reply_to = this;
    job->tenant = journal_of();
    job->changes = std::move(decided_.changes);
    job->changes.tenant = turn_;
    committing_ = what;
    if (const caf::actor to = node_.handles->get(&wiring::committer))
      send(to, commit{std::move(job)});
  }
}

// It comes back with the hash, and is decided then; others are meanwhile.
void serial_actor::have_hashed(const call_ptr& what, const secret* password) {
  if (!password) {
    what->made_up = made_up_password(node_.world());
    password = &what->made_up;
  }
  send_to_hashing(node_, what, password, {}, turn_, this);
}

void serial_actor::finish(const storage::commit_result& result) {
  if (!decided_.after) {
    // A note: the tenant is as it was, whatever has become of it.
  } else if (result.what == storage::commit_result::kind::committed) {
    take_over(std::move(decided_.after), result.seq);
  } else {
    catch_up();
  }
  const call_ptr what = std::exchange(committing_, nullptr);
  answer_commit(node_, *what, std::move(decided_.answer), result);
}

}  // namespace atrium::actors
