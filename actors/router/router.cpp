#include "actors/router/router.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <iterator>

#include "actors/account/account_actor.hpp"
#include "actors/account/identity/logins.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/leaving/erased_id.hpp"
#include "actors/account/registrar.hpp"
#include "actors/commands.hpp"
#include "actors/committer/behind_commits.hpp"
#include "actors/farewell.hpp"
#include "actors/node.hpp"
#include "actors/overloaded.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "actors/router/taken.hpp"
#include "actors/segments/view_round.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::actors {
namespace {

constexpr auto sweep_every = std::chrono::seconds(1);

std::vector<std::string> names_of(const creation& made) {
  std::vector<std::string> names;
  for (const name_claim& each : made.claims) names.push_back(each.key);
  return names;
}

// No key of the unique index, which begins with the tenant.
std::string turn_with(account_number other) {
  return "a turn with account " + std::to_string(other.value);
}

}  // namespace

router_actor::router_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
                           std::shared_ptr<census> counted_in, std::shared_ptr<census> predecessors)
    : caf::event_based_actor(config),
      node_(shared),
      tenant_(std::move(tenant)),
      counted_in_(std::move(counted_in)),
      predecessors_(std::move(predecessors)) {
  keep_quiet(*this);
  set_default_handler(caf::skip);  // while holding back; when serving nothing is unknown
  set_down_handler([this](const caf::down_msg& down) {
    if (registrar_ && registrar_.id() == down.source.id()) {
      registrar_ = nullptr;
    } else {
      const auto known = account_of_.find(down.source.id());
      if (known == account_of_.end()) return;
      let_go(accounts_.find(known->second));
    }
    catch_up_behind_commits();
    become(holding_back());
  });
}

caf::behavior router_actor::make_behavior() {
  delayed_send(this, sweep_every, tick{});
  if (!predecessors_) return serving();
  predecessors_->succeeded_by(this, counted_in_);
  predecessors_ = nullptr;
  return holding_back();
}

// Calls stay in the mailbox, in their order.
caf::behavior router_actor::holding_back() {
  return {[this](const predecessors_gone&) { catch_up_behind_commits(); },
          [this](const committed&) {
            if (--catching_up_ == 0) become(serving());
          },
          [this](const tick&) { delayed_send(this, sweep_every, tick{}); }};
}

void router_actor::catch_up_behind_commits() {
  ++catching_up_;
  tell_behind_commits(node_, this, tenant_->number());
}

caf::behavior router_actor::serving() {
  return {[this](const perform& wanted) { route(wanted.what); },
          [this](const moved_on& wanted) { go_on_elsewhere(wanted.what); },
          [this](const see_view& wanted) { show_view(wanted); },
          [this](const names_settled& settled) {
            const std::vector<call_ptr> waited = names_.release({settled.claim});
            std::erase_if(giving_way_,
                          [&](account_number each) { return !names_.holds(turn_with(each)); });
            for (const call_ptr& each : waited) go_on(each);
          },
          [this](const give_way& wanted) {
            if (names_.holds(turn_with(wanted.who))) giving_way_.insert(wanted.who);
          },
          [this](const key_settled& settled) {
            for (const call_ptr& each : twins_.leave(settled.key)) route(each);
          },
          [this](const tick&) {
            if (tenant_->is_removing()) return quit();  // the remover takes its place
            let_idle_go();
            delayed_send(this, sweep_every, tick{});
          }};
}

void router_actor::on_exit() {
  for (const auto& [number, each] : accounts_)
    caf::anon_send_exit(each.handle, caf::exit_reason::user_shutdown);
  if (registrar_) caf::anon_send_exit(registrar_, caf::exit_reason::user_shutdown);
  registrar_ = nullptr;
  counted_in_ = nullptr;
  predecessors_ = nullptr;
  accounts_.clear();
  account_of_.clear();
  by_use_.clear();
  giving_way_.clear();
  names_ = {};
  twins_ = {};
}

// Who is let go of has nothing under way.
void router_actor::show_view(const see_view& wanted) {
  for (const account_number each : by_use_) {
    wanted.round->expect();
    send(accounts_.find(each)->second.handle, wanted);
  }
  if (registrar_) {
    wanted.round->expect();
    send(registrar_, wanted);
  }
  wanted.round->sent_to_all();
}

void router_actor::route(const call_ptr& what) {
  if (what->retry) {
    if (!twins_.enter(what)) return;
    what->reserved_key = tell_at_the_end(this, key_settled{what->retry->key});
    if (answer_known_key(node_, *what)) return;
  }
  go_on(what);
}

void router_actor::go_on(const call_ptr& what) {
  if (what->reserved_names)  // it only waited for an account that gave way
    bring(what);
  else if (std::holds_alternative<creation>(what->what))
    create(what);
  else if (std::holds_alternative<imported_row>(what->what))
    place_row(what);
  else if (takes_login(what->what))
    rename(what);
  else if (std::holds_alternative<methods::newsletter_subscribe>(what->what) &&
           is_stranger(what->account))
    take_subscriber_in(what);
  else if (what->other.value != 0)
    take_turn(what);
  else
    bring(what);
}

// The customer whom it names has become part of another, in whose realm a login that it takes has
// to be reserved anew.
void router_actor::go_on_elsewhere(const call_ptr& what) {
  if (!takes_login(what->what)) return deliver(what);
  what->reserved_names = nullptr;
  rename(what);
}

// To whom it names, who may just be being made; or he is made of it.
void router_actor::place_row(const call_ptr& what) {
  auto& row = std::get<imported_row>(what->what);
  std::vector<std::string> names = row.known_by;
  if (row.made) std::ranges::copy(names_of(*row.made), std::back_inserter(names));
  if (names_.queue_behind_holder(what, names)) return;
  const auto known = account_named_by(row.row, *node_.borrow_snapshot(), tenant_->number());
  if (!known) return what->reply.fail(known.failure());
  if (*known) {
    what->account = **known;
    return bring(what);
  }
  if (!row.made) return what->reply.fail(row.made.failure());
  creation made = std::move(row.made).value();
  what->what = std::move(made);
  create(what);
}

void router_actor::create(const call_ptr& what) {
  creation& made = std::get<creation>(what->what);
  if (node_.world().now_ms() > what->deadline_ms)
    return what->reply.fail(refusal(errc::deadline_exceeded));
  std::vector<std::string> names = names_of(made);
  if (names_.queue_behind_holder(what, names)) return;
  if (const auto taken = taken_name(made, *node_.borrow_snapshot(), *tenant_->view()))
    return leave_to_owner(what, *taken);
  const outcome<account_number> number = next_number(!made.draft.custom_id);
  if (!number) return what->reply.fail(number.failure());
  what->account = *number;
  if (!made.draft.custom_id) names.emplace_back(generated_id_key(*number).view());
  claim(what, std::move(names));
  send(registrar(), perform{what});
}

// A creation whose name is taken is refused, unless it is for the owner of its e-mail to decide, or
// can do without it.
void router_actor::leave_to_owner(const call_ptr& what, const error& taken) {
  creation& made = std::get<creation>(what->what);
  if (made.subscribes) return bring_to_subscriber(what);
  if (made.else_guest && taken.code == errc::email_taken) {
    make_guest(made);
    return create(what);
  }
  if (!made.owner_decides || taken.code != errc::email_taken) return what->reply.fail(taken);
  const auto owner = owner_of_email(made, *node_.borrow_snapshot());
  if (!owner || !*owner) return what->reply.fail(owner ? taken : owner.failure());
  what->account = **owner;
  claim(what, names_of(made));
  what->what = repeated_registration{std::move(made)};
  bring(what);
}

// An address that nobody logs in with becomes a guest's, if it is not one's already.
void router_actor::take_subscriber_in(const call_ptr& what) {
  auto made = prepare_subscriber(
      std::get<methods::newsletter_subscribe>(what->what),
      {*tenant_->view(), *what->caller, what->options, node_.world().now_ms(), &node_.world()});
  if (!made) return what->reply.fail(made.failure());
  what->what = std::move(made).value();
  create(what);
}

void router_actor::bring_to_subscriber(const call_ptr& what) {
  const creation& made = std::get<creation>(what->what);
  const auto owner = subscriber_of(made, *node_.borrow_snapshot());
  if (!owner) return what->reply.fail(owner.failure());
  if (!*owner) return what->reply.fail(overloaded(node_));  // just gone
  what->account = **owner;
  what->what = methods::newsletter_subscribe(*made.subscribes);
  bring(what);
}

// The login names that an existing customer takes are reserved like those of a new one.
void router_actor::rename(const call_ptr& what) {
  if (node_.world().now_ms() > what->deadline_ms)
    return what->reply.fail(refusal(errc::deadline_exceeded));
  const auto reading = node_.borrow_snapshot();
  const auto wanted = logins_wanted(*what, *reading);
  if (!wanted) return what->reply.fail(wanted.failure());
  std::vector<std::string> names;
  for (const name_claim& login : *wanted) names.push_back(login.key);
  if (names_.queue_behind_holder(what, names)) return;
  for (const name_claim& login : *wanted) {
    const auto stored = reading->get(storage::table::unique, login.key);
    if (!stored) return what->reply.fail(stored.failure());
    if (*stored) {
      const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
      if (!entry || entry->number != static_cast<std::int64_t>(what->account.value))
        return what->reply.fail(refusal_of(login));
    }
  }
  if (!names.empty()) claim(what, std::move(names));
  bring(what);
}

// The account that it is also decided on is reserved like a name.
void router_actor::take_turn(const call_ptr& what) {
  std::vector<std::string> turn{turn_with(what->other)};
  if (names_.queue_behind_holder(what, turn)) return;
  claim(what, std::move(turn));
  bring(what);
}

void router_actor::claim(const call_ptr& what, std::vector<std::string> names) {
  names_.reserve(std::move(names), {++last_claim_});
  what->reserved_names = tell_at_the_end(this, names_settled{last_claim_});
}

// The login names that the call would give its customer; none if it will be refused anyway, or
// takes none.
outcome<std::vector<name_claim>> router_actor::logins_wanted(
    const call& what, const storage::snapshot& reading) const {
  const tenant_number tenant = tenant_->number();
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant, what.account));
  if (!stored) return stored.failure();
  if (!*stored) return std::vector<name_claim>{};
  const auto of = fields::decode_tagged<records::customer>(**stored);
  if (!of) return refusal(errc::internal);
  return logins_taken_by(what.what, *of, *tenant_->view());
}

storage::key router_actor::generated_id_key(account_number number) const {
  return storage::unique_key(tenant_->number(), storage::unique_space::customer_id,
                             identity::generated_id(number.value));
}

outcome<account_number> router_actor::next_number(bool gives_id) {
  const auto reading = node_.borrow_snapshot();
  const tenant_number tenant = tenant_->number();
  if (next_number_ == 0) {
    const auto stored = reading->get(
        storage::table::meta, storage::next_number_key(tenant, storage::record_kind::customer));
    if (!stored) return stored.failure();
    next_number_ = 1;
    if (*stored) {
      const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
      if (!entry) return refusal(errc::internal);
      next_number_ = static_cast<std::uint64_t>(entry->number);
    }
  }
  if (!gives_id) return account_number{next_number_++};
  for (;; ++next_number_) {
    // Somebody may have chosen the id that this number would get, or be about to, or have been
    // erased who had.
    const storage::key id = generated_id_key({next_number_});
    const auto chosen = reading->get(storage::table::unique, id);
    if (!chosen) return chosen.failure();
    const auto erased =
        reading->get(storage::table::unique,
                     erased_id_key(*tenant_->view(), identity::generated_id(next_number_)));
    if (!erased) return erased.failure();
    if (!*chosen && !*erased && !names_.holds(id)) return account_number{next_number_++};
  }
}

void router_actor::bring(const call_ptr& what) {
  const bool waits = giving_way_.contains(what->account) &&
                     names_.queue_behind_holder(what, {turn_with(what->account)});
  if (!waits) deliver(what);
}

void router_actor::deliver(const call_ptr& what) {
  live_account& to = account(what->account);
  const auto calls_max = node_.settings().get<"admission.account_calls_max">();
  if (!what->reply.admitted.enter(to.calls, calls_max)) {
    return what->reply.fail(
        overloaded(node_, refusal(errc::overloaded, "too many calls wait for this customer")));
  }
  send(to.handle, perform{what});
}

const caf::actor& router_actor::registrar() {
  if (!registrar_)
    registrar_ = spawn<registrar_actor, caf::monitored>(std::ref(node_), tenant_, counted_in_);
  return registrar_;
}

router_actor::live_account& router_actor::account(account_number number) {
  const std::int64_t now = node_.world().now_ms();
  const auto found = accounts_.find(number);
  if (found != accounts_.end()) {
    found->second.last_used_ms = now;
    by_use_.splice(by_use_.end(), by_use_, found->second.place);
    return found->second;
  }
  make_room();
  const auto handle =
      spawn<account_actor, caf::monitored>(std::ref(node_), tenant_, number, counted_in_);
  account_of_.emplace(handle.id(), number);
  by_use_.push_back(number);
  return accounts_
      .emplace(number, live_account{handle, std::make_shared<std::atomic<std::int64_t>>(0), now,
                                    std::prev(by_use_.end())})
      .first->second;
}

void router_actor::let_go(std::unordered_map<account_number, live_account>::iterator which) {
  demonitor(which->second.handle);
  send_exit(which->second.handle, caf::exit_reason::user_shutdown);
  account_of_.erase(which->second.handle.id());
  by_use_.erase(which->second.place);
  accounts_.erase(which);
}

void router_actor::let_idle_go() {
  const std::int64_t before =
      node_.world().now_ms() - node_.settings().get<"actors.account_idle_ms">();
  for (auto each = by_use_.begin(); each != by_use_.end();) {
    const auto which = accounts_.find(*each++);
    if (which->second.last_used_ms > before) return;
    if (which->second.calls->load(std::memory_order_acquire) == 0) let_go(which);
  }
}

// Over the node's budget of live accounts, the least recently used idle one goes.
void router_actor::make_room() {
  const auto live_max = node_.settings().get<"actors.live_accounts_max">();
  if (node_.figures.live_accounts.load(std::memory_order_relaxed) < live_max) return;
  int looked_at = 0;
  for (auto each = by_use_.begin(); each != by_use_.end() && looked_at < 8; ++looked_at) {
    const auto which = accounts_.find(*each++);
    if (which->second.calls->load(std::memory_order_acquire) == 0) return let_go(which);
  }
}

}  // namespace atrium::actors
