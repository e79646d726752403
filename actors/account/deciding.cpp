#include "actors/account/deciding.hpp"

#include <caf/send.hpp>

#include "actors/account/other_account.hpp"
#include "actors/commands.hpp"
#include "actors/node.hpp"
#include "actors/notes.hpp"
#include "actors/overloaded.hpp"
#include "actors/retries.hpp"
#include "actors/tenant/company_sight.hpp"
#include "actors/uncommitted.hpp"
#include "actors/wiring.hpp"
#include "config/log.hpp"

namespace atrium::actors {
namespace {

// A command whose change set was refused this often because of others gives up.
constexpr int attempts_max = 16;

// Whether it is answered to the customer, who sees all that is his.
bool is_told_of_himself(const call& asked) {
  return asked.shopper || method_of(asked.what).starts_with("shopper.") ||
         std::holds_alternative<methods::customers_export_data>(asked.what);
}

// Whether it is decided on all that an account has.
bool wants_whole(const call& what) {
  return std::visit([]<class Command>(const Command&) { return needs_whole<Command>; }, what.what);
}

outcome<nothing> load_receiver(const storage::snapshot& reading, const call& what,
                               decide_context& in) {
  auto found = load_other(reading, in.tenant.number, what.other);
  if (!found) return found.failure();
  in.receiver = std::move(found).value();
  return nothing{};
}

outcome<nothing> load_whole_for(const storage::snapshot& reading, const call& what,
                                decide_context& in) {
  const bool merges =
      std::visit([]<class Command>(const Command&) { return takes_other_in<Command>; }, what.what);
  const bool exports = std::holds_alternative<methods::customers_export_data>(what.what);
  const auto whole_of = [&](account_number account) {
    return load_whole(reading, in.tenant.number, account,
                      exports  ? row_parts::all
                      : merges ? row_parts::what_merging_needs
                               : row_parts::what_erasing_needs);
  };
  auto found = whole_of(merges ? what.other : in.account);
  if (found && *found)
    if (const auto other = (*found)->profile.merged_into)  // since the call came
      found = whole_of({static_cast<std::uint64_t>(*other)});
  if (!found) return found.failure();
  in.whole = std::move(found).value();
  return nothing{};
}

outcome<nothing> load_others_for(node& shared, const call& what, decide_context& in) {
  if (wants_whole(what)) return load_whole_for(*shared.borrow_snapshot(), what, in);
  if (what.other.value != 0) return load_receiver(*shared.borrow_snapshot(), what, in);
  return nothing{};
}

}  // namespace

decide_context context_of(node& shared, const tenant_view& tenant, account_number account,
                          const call& what) {
  decide_context context{tenant,
                         *what.caller,
                         what.options,
                         account,
                         shared.world().now_ms(),
                         limits_of(shared.settings()),
                         what.password_hash};
  context.shopper = what.shopper;
  context.password_right = what.checked && what.checked->right;
  context.world = &shared.world();
  context.mails = &shared.mail().key;
  context.source = what.source;
  context.made_up = what.made_up.reveal();
  return context;
}

bool load_parts_for(node& shared, const call& what, account_number account, std::size_t under_way,
                    account_parts& into) {
  const tenant_cell& tenant = *what.tenant;
  const auto loaded = std::visit(
      [&]<class Command>(const Command& asked) -> outcome<nothing> {
        if constexpr (needs_parts<Command>) {
          const auto reading = shared.borrow_snapshot();
          return load_parts(asked, {*reading, tenant.number(), account, under_way}, into);
        } else {
          return nothing{};
        }
      },
      what.what);
  if (!loaded)
    log::error("parts of a customer cannot be read",
               {{"tenant", tenant.name()}, {"account", static_cast<std::int64_t>(account.value)}});
  return static_cast<bool>(loaded);
}

outcome<decision> decide_call(node& shared, const call& what, const account_state& now,
                              decide_context& in) {
  if (in.now_ms > what.deadline_ms) return refusal(errc::deadline_exceeded);
  if (const auto loaded = load_others_for(shared, what, in); !loaded) return loaded.failure();
  outcome<decision> made = std::visit(
      [&]<class Command>(const Command& asked) -> outcome<decision> {
        if constexpr (decided_by<Command> == methods::effect::account)
          return decide(asked, now, in);
        else
          return refusal(errc::internal, "not a command of an account");
      },
      what.what);
  if (made && made->answer_shows_customer && what.caller->is_limited() &&
      !is_told_of_himself(what)) {
    const auto reading = shared.borrow_snapshot();
    made->answer = company_sight(*reading, in.tenant, in.caller).of_answer(std::move(made->answer));
  }
  if (made && what.retry && !made->then_refuse && made->answers_for_retries)
    made->changes.idempotency =
        entry_of(*what.retry, *what.caller, made->answer,
                 made->answer_shows_customer ? std::optional(in.account) : std::nullopt, in.now_ms,
                 shared.world());
  return made;
}

void send_commit(node& shared, decided_call& entry, decision made, std::uint64_t token,
                 caf::actor reply_to) {
  entry.token = token;
  entry.blame = std::move(made.blame);
  entry.then_refuse = std::move(made.then_refuse);
  auto job = std::make_shared<commit_job>();
  job->reply_to = std::move(reply_to);
  job->token = token;
  job->tenant = entry.what->tenant;
  job->changes = std::move(made.changes);
  if (!entry.then_refuse) job->to_answer = entry.what;
  job->answer = std::move(made.answer);
  if (const caf::actor to = shared.handles->get(&wiring::committer))
    caf::anon_send(to, commit{std::move(job)});
}

void refuse(node& shared, const decided_call& entry) {
  note_denial(shared, *entry.what, entry.refused);
  entry.what->reply.fail(entry.refused);
}

void settle_durable(node& shared, const decided_call& entry) {
  if (!entry.then_refuse) return;
  if (entry.then_refuse->code == errc::invalid_credentials) {
    if (entry.what->guess) entry.what->guess->fail();
    shared.figures.guesses_failed.fetch_add(1, std::memory_order_relaxed);
  }
  entry.what->reply.fail(*entry.then_refuse);
}

bool settle_undone(node& shared, const decided_call& entry) {
  call& what = *entry.what;
  const storage::commit_result& result = *entry.result;
  if (result.what != storage::commit_result::kind::refused) {
    answer_uncommitted(shared, what, result.what);
    return false;
  }
  const auto& blamed = entry.blame[result.failed];
  if (!blamed) return may_try_again(shared, what);
  what.reply.fail(*blamed);
  return false;
}

bool may_try_again(node& shared, call& what) {
  shared.figures.calls_decided_again.fetch_add(1, std::memory_order_relaxed);
  if (++what.attempts <= attempts_max) return true;
  what.reply.fail(overloaded(
      shared,
      refusal(errc::overloaded, "the account, or the other one, kept changing; nothing was done")));
  return false;
}

}  // namespace atrium::actors
