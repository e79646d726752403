#include "actors/account/registrar.hpp"

#include "actors/account/identity/password_work.hpp"
#include "actors/hashing/asking.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/segments/view_round.hpp"

namespace atrium::actors {

registrar_actor::registrar_actor(caf::actor_config& config, actors::node& shared,
                                 tenant_cell_ptr tenant, std::shared_ptr<census> counted_in)
    : caf::event_based_actor(config),
      node_(shared),
      tenant_(std::move(tenant)),
      counted_in_(std::move(counted_in)) {
  keep_quiet(*this);
}

caf::behavior registrar_actor::make_behavior() {
  return {[this](const perform& wanted) { decide_on(wanted.what); },
          [this](const committed& outcome) { settle(outcome.token, outcome.result); },
          [](const see_view& wanted) { wanted.round->seen(); },
          [this](const hashed& made) {
            if (made.failed)
              made.of->reply.fail(hashing_overloaded(node_));
            else
              decide_on(made.of);
          }};
}

void registrar_actor::on_exit() {
  in_flight_.clear();
  counted_in_ = nullptr;
}

void registrar_actor::decide_on(const call_ptr& what) {
  if (!load_parts_for(node_, *what, what->account, 0, nobody_.parts))
    return what->reply.fail(refusal(errc::internal));
  const tenant_view_ptr view = tenant_->view();
  decide_context context = context_of(node_, *view, what->account, *what);
  decided_call entry{.what = what};
  const auto password = next_password_work(*what, nobody_, 0, context);
  if (password && password->password)
    return send_to_hashing(node_, what, password->password, password->against, tenant_->number(),
                           this);
  outcome<decision> made =
      password ? decide_call(node_, *what, nobody_, context) : password.failure();
  if (!made) {
    entry.refused = std::move(made).failure();
    return refuse(node_, entry);
  }
  send_commit(node_, entry, std::move(made).value(), ++last_token_, this);
  in_flight_.emplace(last_token_, std::move(entry));
}

void registrar_actor::settle(std::uint64_t token, const storage::commit_result& result) {
  auto found = in_flight_.extract(token);
  if (!found) return;
  decided_call& entry = found.mapped();
  entry.result = result;
  if (result.what == storage::commit_result::kind::committed)
    settle_durable(node_, entry);
  else if (settle_undone(node_, entry))
    decide_on(entry.what);
}

}  // namespace atrium::actors
