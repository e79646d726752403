#include "actors/tenant/tenant_actor.hpp"

#include "actors/node.hpp"
#include "actors/tenant/load.hpp"

namespace atrium::actors {

tenant_actor::tenant_actor(caf::actor_config& config, actors::node& shared, tenant_cell_ptr tenant,
                           caf::actor predecessor)
    : serial_actor(config, shared, tenant->number()),
      tenant_(std::move(tenant)),
      predecessor_(std::move(predecessor)) {}

void tenant_actor::begin() {
  if (!predecessor_) return;
  hold_back();
  // Told to end it may still have commands in its mailbox before that; told at once if it is over.
  set_down_handler([this](const caf::down_msg&) { catch_up_behind_commits(); });
  monitor(predecessor_);
  predecessor_ = nullptr;
}

decided_tenant tenant_actor::decided(const call& what, const tenant_context& in) {
  const tenant_view_ptr view = tenant_->view();
  return std::visit(
      [&]<class Command>(const Command& asked) -> decided_tenant {
        if constexpr (decided_by<Command> == methods::effect::tenant)
          return decide(asked, *view, in);
        else
          return refusal(errc::internal, "not a command of a tenant");
      },
      what.what);
}

void tenant_actor::take_over(tenant_view_ptr after, std::uint64_t) {
  tenant_->publish(std::move(after));
}

void tenant_actor::catch_up() {
  const auto reading = node_.borrow_snapshot();
  if (auto view = load_view(*reading, tenant_->number())) tenant_->publish(std::move(view).value());
}

}  // namespace atrium::actors
