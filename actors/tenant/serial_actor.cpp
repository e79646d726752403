#include "actors/tenant/serial_actor.hpp"

#include <caf/send.hpp>

#include "actors/answer.hpp"
#include "actors/committer/behind_commits.hpp"
#include "actors/node.hpp"
#include "actors/notes.hpp"
#include "actors/overloaded.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {
namespace {

// `answer` wants its seq.
void answer_commit(node& shared, call& what, std::string answer,
                   const storage::commit_result& result) {
  using kind = storage::commit_result::kind;
  switch (result.what) {
    case kind::committed:
      append_seq(answer, result.seq || !what.tenant ? result.seq : what.tenant->last_seq());
      return what.reply.succeed(answer);
    case kind::key_known:
      if (!answer_known_key(shared, what)) what.reply.fail(refusal(errc::internal));
      return;
    case kind::storage_full:
      return what.reply.fail(refusal(errc::storage_full));
    case kind::refused:
    case kind::failed:
      return what.reply.fail(refusal(errc::internal, "the write failed; nothing was changed"));
    case kind::unknown:
      return what.reply.fail(refusal(errc::internal, "the write may or may not have happened"));
  }
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
      send_to_hashing(what, *made->to_hash);
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
void serial_actor::send_to_hashing(const call_ptr& what, const secret* password) {
  if (!password) {
    what->made_up = made_up_password(node_.world());
    password = &what->made_up;
  }
  auto job = std::make_shared<hash_job>();
  job->reply_to = this;
  job->of = what;
  job->password = password;
  job->tenant = turn_;
  if (const caf::actor pool = node_.handles->get(&wiring::hashing))
    send(pool, hash{std::move(job)});
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
