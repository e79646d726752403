#include "actors/router/router.hpp"

#include <caf/send.hpp>

#include "actors/account/account_actor.hpp"
#include "actors/account/erased_id.hpp"
#include "actors/account/logins.hpp"
#include "actors/committer/behind_commits.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/retries.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/index_entries.hpp"

namespace atrium::actors {
namespace {

constexpr auto sweep_every = std::chrono::seconds(1);

// Sends its message when it ends. It cannot be copied: each copy would send one, and the first of
// them at once.
template <class Message>
class farewell {
 public:
  farewell(caf::actor to, Message message) : to_(std::move(to)), message_(std::move(message)) {}
  farewell(const farewell&) = delete;
  farewell& operator=(const farewell&) = delete;
  ~farewell() { caf::anon_send(to_, std::move(message_)); }

 private:
  caf::actor to_;
  Message message_;
};

// Tells the router when the last owner lets go of it.
template <class Message>
std::shared_ptr<void> notice(const caf::actor& router, Message message) {
  return std::make_shared<farewell<Message>>(router, std::move(message));
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
    const auto known = account_of_.find(down.source.id());
    if (known == account_of_.end()) return;
    let_go(accounts_.find(known->second));
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
          [this](const names_settled& settled) {
            for (const call_ptr& each : names_.release({settled.claim})) go_on(each);
          },
          [this](const key_settled& settled) {
            for (const call_ptr& each : twins_.leave(settled.key)) route(each);
          },
          [this](const tick&) {
            let_idle_go();
            delayed_send(this, sweep_every, tick{});
          }};
}

void router_actor::on_exit() {
  for (const auto& [number, each] : accounts_)
    caf::anon_send_exit(each.handle, caf::exit_reason::user_shutdown);
  counted_in_ = nullptr;
  predecessors_ = nullptr;
  accounts_.clear();
  account_of_.clear();
  by_use_.clear();
  names_ = {};
  twins_ = {};
}

void router_actor::route(const call_ptr& what) {
  if (what->retry) {
    if (!twins_.enter(what)) return;
    what->reserved_key = notice(this, key_settled{what->retry->key});
    if (answer_known_key(node_, *what)) return;
  }
  go_on(what);
}

void router_actor::go_on(const call_ptr& what) {
  if (std::holds_alternative<creation>(what->what))
    create(what);
  else if (takes_login(what->what))
    rename(what);
  else
    bring(what);
}

void router_actor::create(const call_ptr& what) {
  creation& made = std::get<creation>(what->what);
  if (node_.world().now_ms() > what->deadline_ms)
    return what->reply.fail(refusal(errc::deadline_exceeded));
  std::vector<std::string> names;
  for (const name_claim& each : made.claims) names.push_back(each.key);
  if (names_.queue_behind_holder(what, names)) return;
  if (const auto taken = taken_name(made)) return what->reply.fail(*taken);
  const outcome<account_number> number = next_number();
  if (!number) return what->reply.fail(number.failure());
  what->account = *number;
  if (!made.draft.custom_id) names.emplace_back(generated_id_key(*number).view());
  claim(what, std::move(names));
  bring(what);
}

// A login name that an existing customer takes is reserved like that of a new one.
void router_actor::rename(const call_ptr& what) {
  if (node_.world().now_ms() > what->deadline_ms)
    return what->reply.fail(refusal(errc::deadline_exceeded));
  const auto reading = node_.borrow_snapshot();
  const auto wanted = login_wanted(*what, *reading);
  if (!wanted) return what->reply.fail(wanted.failure());
  if (*wanted) {
    const name_claim& login = **wanted;
    if (names_.queue_behind_holder(what, {login.key})) return;
    const auto stored = reading->get(storage::table::unique, login.key);
    if (!stored) return what->reply.fail(stored.failure());
    if (*stored) {
      const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
      if (!entry || entry->number != static_cast<std::int64_t>(what->account.value))
        return what->reply.fail(refusal_of(login));
    }
    claim(what, {login.key});
  }
  bring(what);
}

void router_actor::claim(const call_ptr& what, std::vector<std::string> names) {
  names_.reserve(std::move(names), {++last_claim_});
  what->reserved_names = notice(this, names_settled{last_claim_});
}

// The login name that the call would give its customer; nothing if it will be refused anyway, or
// takes none.
outcome<std::optional<name_claim>> router_actor::login_wanted(
    const call& what, const storage::snapshot& reading) const {
  const tenant_number tenant = tenant_->number();
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant, what.account));
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<name_claim>{};
  const auto of = fields::decode_tagged<records::customer>(**stored);
  if (!of) return refusal(errc::internal);
  return login_taken_by(what.what, *of, tenant);
}

storage::key router_actor::generated_id_key(account_number number) const {
  return storage::unique_key(tenant_->number(), storage::unique_space::customer_id,
                             identity::generated_id(number.value));
}

// Why the id that this creation has chosen is somebody's generated one; the unique index does not
// know these. Notes in the creation what its commit has to make sure of.
std::optional<error> router_actor::taken_generated_id(creation& made,
                                                      const storage::snapshot& reading) const {
  made.generated_id_of.reset();
  const auto number = made.draft.custom_id ? identity::number_of_generated_id(made.draft.id)
                                           : std::optional<std::uint64_t>{};
  if (!number) return {};
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant_->number(), {*number}));
  if (!stored) return stored.failure();
  if (!*stored) {
    made.generated_id_of = account_number{*number};
    return {};
  }
  const auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record) return refusal(errc::internal);
  if (record->custom_id) return {};
  return refusal(errc::id_taken, std::string(row_of(errc::id_taken).meaning), "id");
}

// The first of the names that the store already has.
std::optional<error> router_actor::taken_name(creation& made) const {
  const auto reading = node_.borrow_snapshot();
  for (const name_claim& claim : made.claims) {
    const auto entry = reading->get(storage::table::unique, claim.key);
    if (!entry) return entry.failure();
    if (*entry) return refusal_of(claim);
  }
  if (made.draft.custom_id) {
    const auto erased =
        reading->get(storage::table::unique, erased_id_key(*tenant_->view(), made.draft.id));
    if (!erased) return erased.failure();
    if (*erased) return refusal(errc::id_taken, std::string(row_of(errc::id_taken).meaning), "id");
  }
  return taken_generated_id(made, *reading);
}

outcome<account_number> router_actor::next_number() {
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
  live_account& to = account(what->account);
  const auto calls_max = node_.settings().get<"admission.account_calls_max">();
  if (!what->reply.admitted.enter(to.calls, calls_max)) {
    error busy = refusal(errc::overloaded, "too many calls wait for this customer");
    busy.retry_after_ms = node_.settings().get<"admission.retry_after_ms">();
    return what->reply.fail(busy);
  }
  send(to.handle, perform{what});
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
