#include "actors/account/account_actor.hpp"

#include <caf/send.hpp>

#include "actors/account/identity/password_work.hpp"
#include "actors/commands.hpp"
#include "actors/hashing/asking.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/segments/view_round.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "storage/checksum.hpp"

namespace atrium::actors {
namespace {

// One that is also decided on another account asks for the way once it was refused so often.
constexpr int attempts_side_by_side = 2;

}  // namespace

account_actor::account_actor(caf::actor_config& config, actors::node& shared,
                             tenant_cell_ptr tenant, account_number number,
                             std::shared_ptr<census> counted_in)
    : caf::event_based_actor(config),
      node_(shared),
      tenant_(std::move(tenant)),
      number_(number),
      counted_in_(std::move(counted_in)) {
  keep_quiet(*this);
  node_.figures.live_accounts.fetch_add(1, std::memory_order_relaxed);
}

account_actor::~account_actor() {
  node_.figures.live_accounts.fetch_sub(1, std::memory_order_relaxed);
}

caf::behavior account_actor::make_behavior() {
  return {[this](const perform& wanted) {
            waiting_.push_back(wanted.what);
            advance();
          },
          [this](const committed& outcome) {
            settle(outcome.token, outcome.result);
            advance();
          },
          [](const see_view& wanted) { wanted.round->seen(); },
          [this](const hashed& made) {
            guesses_ -= made.checked;
            if (made.failed)
              made.of->reply.fail(hashing_overloaded(node_));
            else
              waiting_.push_back(made.of);
            advance();
          }};
}

void account_actor::on_exit() {
  waiting_.clear();
  in_flight_.clear();
  redo_.clear();
  counted_in_ = nullptr;
}

void account_actor::advance() {
  while (!waiting_.empty() && !redoing_) {
    if (waits_for_quiet(*waiting_.front()) && !in_flight_.empty()) return;
    call_ptr what = std::move(waiting_.front());
    waiting_.pop_front();
    if ((!loaded_ && !load()) ||
        !load_parts_for(node_, *what, number_, in_flight_.size(), state_.parts)) {
      what->reply.fail(refusal(errc::internal));
      continue;
    }
    if (state_.profile && state_.profile->merged_into) {
      forward(what);
      continue;
    }
    const tenant_view_ptr view = tenant_->view();
    decide_context context = context_of(node_, *view, number_, *what);
    if (!sent_to_hashing(what, context)) decide_one(std::move(what), context);
    while (settle_front()) {
    }
  }
}

// A command whose password is to be hashed or checked before it can be decided goes to the pool, or
// is refused.
bool account_actor::sent_to_hashing(const call_ptr& what, const decide_context& context) {
  const auto next = next_password_work(*what, state_, guesses_, context);
  if (!next) {
    in_flight_.push_back({.what = what, .refused = next.failure()});
    return true;
  }
  if (!next->password) return false;
  guesses_ += next->against.has_value();
  send_to_hashing(node_, what, next->password, next->against, tenant_->number(), this);
  return true;
}

bool account_actor::waits_for_quiet(const call& what) {
  return std::visit([]<class Command>(const Command&) { return waits_for_all<Command>; },
                    what.what);
}

bool account_actor::load() {
  const auto reading = node_.borrow_snapshot();
  const storage::key key = storage::customer_key(tenant_->number(), number_);
  const auto stored = reading->get(storage::table::records, key);
  if (!stored) return false;
  state_ = {};
  if (*stored) {
    state_.checksum = storage::checksum(key, **stored);
    state_.profile = fields::decode_tagged<records::customer>(**stored);
    if (!state_.profile) {
      log::error(
          "customer record cannot be read",
          {{"tenant", tenant_->name()}, {"account", static_cast<std::int64_t>(number_.value)}});
      return false;
    }
  }
  return loaded_ = true;
}

void account_actor::decide_one(call_ptr what, decide_context& context) {
  decided_call entry{.what = std::move(what)};
  outcome<decision> made = decide_call(node_, *entry.what, state_, context);
  if (!made) {
    entry.refused = std::move(made).failure();
  } else {
    state_ = std::move(made->after);
    send_commit(node_, entry, std::move(made).value(), ++last_token_, this);
  }
  in_flight_.push_back(std::move(entry));
}

void account_actor::settle(std::uint64_t token, const storage::commit_result& result) {
  for (decided_call& entry : in_flight_)
    if (entry.token == token) entry.result = result;
  while (settle_front()) {
  }
}

// Refuses, or puts back, the oldest decided command if its fate is known, or is done with it.
bool account_actor::settle_front() {
  if (in_flight_.empty()) return false;
  decided_call& front = in_flight_.front();
  const bool refused = front.token == 0;
  if (!refused && !front.result) return false;
  const decided_call entry = std::move(front);
  in_flight_.pop_front();
  if (refused) {
    if (!redoing_)
      refuse(node_, entry);
    else if (may_try_again(node_, *entry.what))
      again(entry.what);
  } else if (entry.result->what == storage::commit_result::kind::committed) {
    settle_durable(node_, entry);
  } else {
    redoing_ = true;
    if (settle_undone(node_, entry)) again(entry.what);
  }
  if (in_flight_.empty() && redoing_) {
    redoing_ = false;
    loaded_ = false;
    waiting_.splice(waiting_.begin(), redo_);
  }
  return true;
}

// To whom the customer was merged into while the call was on its way. Once he is a tombstone
// nothing of his is under way any more, for it would have come to nothing.
void account_actor::forward(const call_ptr& what) {
  what->account = {static_cast<std::uint64_t>(*state_.profile->merged_into)};
  if (const caf::actor router = node_.handles->get(tenant_->number()).router)
    send(router, moved_on{what});
}

void account_actor::again(const call_ptr& what) {
  ask_for_the_way(*what);
  redo_.push_back(what);
}

// What the other account has under way goes on, but nothing new is brought to it.
void account_actor::ask_for_the_way(const call& what) {
  if (what.other.value == 0 || what.attempts != attempts_side_by_side) return;
  node_.figures.calls_given_way.fetch_add(1, std::memory_order_relaxed);
  if (const caf::actor router = node_.handles->get(tenant_->number()).router)
    send(router, give_way{what.other});
}

}  // namespace atrium::actors
