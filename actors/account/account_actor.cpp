#include "actors/account/account_actor.hpp"

#include <caf/send.hpp>

#include "actors/account/identity/password_work.hpp"
#include "actors/account/other_account.hpp"
#include "actors/commands.hpp"
#include "actors/node.hpp"
#include "actors/notes.hpp"
#include "actors/overloaded.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/segments/view_round.hpp"
#include "actors/tenant/company_sight.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"
#include "storage/checksum.hpp"

namespace atrium::actors {
namespace {

// A command whose change set was refused this often because of others gives up.
constexpr int attempts_max = 16;
// One that is also decided on another account asks for the way once it was refused so often.
constexpr int attempts_side_by_side = 2;

using commit_kind = storage::commit_result::kind;

// Whether it is answered to the customer, who sees all that is his.
bool is_told_of_himself(const call& asked) {
  return asked.shopper || method_of(asked.what).starts_with("shopper.") ||
         std::holds_alternative<methods::customers_export_data>(asked.what);
}

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
              made.of->reply.fail(overloaded(
                  node_, refusal(errc::overloaded, "too many passwords wait to be hashed")));
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
    if ((!loaded_ && !load()) || !load_parts_for(*what)) {
      what->reply.fail(refusal(errc::internal));
      continue;
    }
    if (state_.profile && state_.profile->merged_into) {
      forward(what);
      continue;
    }
    const tenant_view_ptr view = tenant_->view();
    decide_context context = context_of(*what, *view);
    if (!sent_to_hashing(what, context)) decide_one(std::move(what), context);
    while (settle_front()) {
    }
  }
}

decide_context account_actor::context_of(const call& what, const tenant_view& view) const {
  decide_context context{view,
                         *what.caller,
                         what.options,
                         number_,
                         node_.world().now_ms(),
                         limits_of(node_.settings()),
                         what.password_hash};
  context.shopper = what.shopper;
  context.password_right = what.checked && what.checked->right;
  context.world = &node_.world();
  context.mails = &node_.mail().key;
  context.source = what.source;
  context.made_up = what.made_up.reveal();
  return context;
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
  auto job = std::make_shared<hash_job>();
  job->reply_to = this;
  job->of = what;
  job->password = next->password;
  job->against = next->against;
  job->tenant = tenant_->number();
  guesses_ += next->against.has_value();
  if (const caf::actor pool = node_.handles->get(&wiring::hashing))
    send(pool, hash{std::move(job)});
  return true;
}

bool account_actor::wants_whole(const call& what) {
  return std::visit([]<class Command>(const Command&) { return needs_whole<Command>; }, what.what);
}

bool account_actor::waits_for_quiet(const call& what) {
  return std::visit([]<class Command>(const Command&) { return waits_for_all<Command>; },
                    what.what);
}

outcome<nothing> account_actor::load_receiver_for(const call& what, decide_context& context) const {
  const auto reading = node_.borrow_snapshot();
  auto found = load_other(*reading, tenant_->number(), what.other);
  if (!found) return found.failure();
  context.receiver = std::move(found).value();
  return nothing{};
}

outcome<nothing> account_actor::load_whole_for(const call& what, decide_context& context) const {
  const bool merges =
      std::visit([]<class Command>(const Command&) { return takes_other_in<Command>; }, what.what);
  const bool exports = std::holds_alternative<methods::customers_export_data>(what.what);
  const auto reading = node_.borrow_snapshot();
  const auto whole_of = [&](account_number account) {
    return load_whole(*reading, tenant_->number(), account,
                      exports  ? row_parts::all
                      : merges ? row_parts::what_merging_needs
                               : row_parts::what_erasing_needs);
  };
  auto found = whole_of(merges ? what.other : number_);
  if (found && *found)
    if (const auto other = (*found)->profile.merged_into)  // since the call came
      found = whole_of({static_cast<std::uint64_t>(*other)});
  if (!found) return found.failure();
  context.whole = std::move(found).value();
  return nothing{};
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

// The store has what nothing under way has touched, and what something under way has touched is
// loaded already.
bool account_actor::load_parts_for(const call& what) {
  const auto loaded = std::visit(
      [&]<class Command>(const Command& asked) -> outcome<nothing> {
        if constexpr (needs_parts<Command>) {
          const auto reading = node_.borrow_snapshot();
          return load_parts(asked, {*reading, tenant_->number(), number_, in_flight_.size()},
                            state_.parts);
        } else {
          return nothing{};
        }
      },
      what.what);
  if (!loaded)
    log::error(
        "parts of a customer cannot be read",
        {{"tenant", tenant_->name()}, {"account", static_cast<std::int64_t>(number_.value)}});
  return static_cast<bool>(loaded);
}

void account_actor::decide_one(call_ptr what, decide_context& context) {
  decided entry{.what = std::move(what)};
  call& asked_for = *entry.what;
  if (context.now_ms > asked_for.deadline_ms) {
    entry.refused = refusal(errc::deadline_exceeded);
    in_flight_.push_back(std::move(entry));
    return;
  }
  if (wants_whole(asked_for)) {
    if (auto found = load_whole_for(asked_for, context); !found) {
      entry.refused = found.failure();
      in_flight_.push_back(std::move(entry));
      return;
    }
  }
  if (asked_for.other.value != 0 && !wants_whole(asked_for)) {
    if (auto found = load_receiver_for(asked_for, context); !found) {
      entry.refused = found.failure();
      in_flight_.push_back(std::move(entry));
      return;
    }
  }
  outcome<decision> made = std::visit(
      [&]<class Command>(const Command& asked) -> outcome<decision> {
        if constexpr (decided_by<Command> == methods::effect::account)
          return decide(asked, state_, context);
        else
          return refusal(errc::internal, "not a command of an account");
      },
      asked_for.what);
  if (!made) {
    entry.refused = std::move(made).failure();
  } else {
    if (made->answer_shows_customer && asked_for.caller->is_limited() &&
        !is_told_of_himself(asked_for)) {
      const auto reading = node_.borrow_snapshot();
      made->answer = company_sight(*reading, context.tenant, context.caller)
                         .of_answer(std::move(made->answer));
    }
    entry.blame = std::move(made->blame);
    state_ = std::move(made->after);
    entry.then_refuse = std::move(made->then_refuse);
    if (asked_for.retry && !entry.then_refuse && made->answers_for_retries)
      made->changes.idempotency =
          entry_of(*asked_for.retry, *asked_for.caller, made->answer,
                   made->answer_shows_customer ? std::optional(number_) : std::nullopt,
                   context.now_ms, node_.world());
    send_commit(entry, std::move(made->changes), std::move(made->answer));
  }
  in_flight_.push_back(std::move(entry));
}

void account_actor::send_commit(decided& entry, storage::change_set changes, std::string answer) {
  auto job = std::make_shared<commit_job>();
  job->reply_to = this;
  job->token = entry.token = ++last_token_;
  job->tenant = tenant_;
  job->changes = std::move(changes);
  if (!entry.then_refuse) job->to_answer = entry.what;
  job->answer = std::move(answer);
  if (const caf::actor to = node_.handles->get(&wiring::committer))
    send(to, commit{std::move(job)});
}

void account_actor::settle(std::uint64_t token, const storage::commit_result& result) {
  for (decided& entry : in_flight_)
    if (entry.token == token) entry.result = result;
  while (settle_front()) {
  }
}

// Refuses, or puts back, the oldest decided command if its fate is known, or is done with it.
bool account_actor::settle_front() {
  if (in_flight_.empty()) return false;
  decided& front = in_flight_.front();
  const bool refused = front.token == 0;
  if (!refused && !front.result) return false;
  decided entry = std::move(front);
  in_flight_.pop_front();
  call& what = *entry.what;
  if (refused) {
    if (redoing_) {
      again(entry.what);
    } else {
      note_denial(node_, what, entry.refused);
      what.reply.fail(entry.refused);
    }
  } else if (entry.result->what == commit_kind::committed) {
    if (entry.then_refuse) {
      if (entry.then_refuse->code == errc::invalid_credentials) {
        if (what.guess) what.guess->fail();
        node_.figures.guesses_failed.fetch_add(1, std::memory_order_relaxed);
      }
      what.reply.fail(*entry.then_refuse);
    }
  } else {
    redoing_ = true;
    const auto& blame = entry.blame;
    switch (entry.result->what) {
      case commit_kind::refused:
        if (blame[entry.result->failed])
          what.reply.fail(*blame[entry.result->failed]);
        else
          again(entry.what);
        break;
      case commit_kind::key_known:  // a twin, or an earlier attempt, was faster
        if (!answer_known_key(node_, what)) what.reply.fail(refusal(errc::internal));
        break;
      case commit_kind::storage_full:
        what.reply.fail(refusal(errc::storage_full));
        break;
      case commit_kind::failed:
        what.reply.fail(refusal(errc::internal, "the write failed; nothing was changed"));
        break;
      default:
        what.reply.fail(refusal(errc::internal, "the write may or may not have happened"));
        break;
    }
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

void account_actor::again(call_ptr what) {
  ++what->attempts;
  node_.figures.calls_decided_again.fetch_add(1, std::memory_order_relaxed);
  ask_for_the_way(*what);
  if (what->attempts > attempts_max)
    what->reply.fail(overloaded(
        node_, refusal(errc::overloaded,
                       "the account, or the other one, kept changing; nothing was done")));
  else
    redo_.push_back(std::move(what));
}

// What the other account has under way goes on, but nothing new is brought to it.
void account_actor::ask_for_the_way(const call& what) {
  if (what.other.value == 0 || what.attempts != attempts_side_by_side) return;
  node_.figures.calls_given_way.fetch_add(1, std::memory_order_relaxed);
  if (const caf::actor router = node_.handles->get(tenant_->number()).router)
    send(router, give_way{what.other});
}

}  // namespace atrium::actors
