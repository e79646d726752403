#include "actors/tenant/tenant_actor.hpp"

#include <caf/send.hpp>

#include "actors/commands.hpp"
#include "actors/node.hpp"
#include "actors/tenant/load.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {
namespace {

// The company that has the external id which one is to be given.
outcome<std::optional<stored_company>> company_with(const fields::partial<records::company>& given,
                                                    const storage::snapshot& reading,
                                                    tenant_number tenant) {
  const auto& id = given.values().external_id;
  if (!id) return std::optional<stored_company>{};
  return find_company_by_external_id(reading, tenant, *id);
}

// What the command is decided on that no view has.
template <class Command>
outcome<company_standing> standing_for(const Command& asked, node& shared, tenant_number tenant) {
  company_standing found;
  if constexpr (std::is_same_v<Command, methods::companies_create>) {
    const auto reading = shared.borrow_snapshot();
    auto other = company_with(asked.profile, *reading, tenant);
    if (!other) return other.failure();
    found.other = std::move(other).value();
    const auto next = next_company(*reading, tenant, !asked.id);
    if (!next) return next.failure();
    found.next = *next;
    if (!asked.id) return found;
    auto named = find_company(*reading, tenant, *asked.id);
    if (!named) return named.failure();
    found.named = std::move(named).value();
  } else if constexpr (requires { asked.company; }) {
    const auto reading = shared.borrow_snapshot();
    auto named = find_company(*reading, tenant, asked.company);
    if (!named) return named.failure();
    found.named = std::move(named).value();
    if constexpr (requires { asked.set; }) {
      auto other = company_with(asked.set, *reading, tenant);
      if (!other) return other.failure();
      found.other = std::move(other).value();
    }
  }
  return found;
}

}  // namespace

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
  if (tenant_->is_removing() && !std::holds_alternative<methods::tenants_remove>(what.what))
    return refusal(errc::not_found, "there is no such tenant", "tenant");
  return std::visit(
      [&]<class Command>(const Command& asked) -> decided_tenant {
        if constexpr (decided_by<Command> == methods::effect::tenant) {
          auto standing = standing_for(asked, node_, tenant_->number());
          if (!standing) return standing.failure();
          tenant_context with = in;
          with.companies = std::move(standing).value();
          with.mails = &node_.mail().key;
          return decide(asked, *view, with);
        } else {
          return refusal(errc::internal, "not a command of a tenant");
        }
      },
      what.what);
}

// A definition may want an index with other columns, and one who is removed wants none: neither
// waits until customers' changes have gathered.
void tenant_actor::take_over(tenant_view_ptr after, std::uint64_t seq) {
  const bool settles = !after->segments_settled();
  publish(std::move(after));
  if (settles)
    if (const caf::actor settler = node_.handles->get(&wiring::settler))
      send(settler, journal_advanced{});
  tenant_->await_listed(seq);
  if (const caf::actor indexer = node_.handles->get(&wiring::indexer))
    send(indexer, journal_advanced{});
}

// Whoever waits for the journal of a tenant that is being removed hears now that it is gone.
void tenant_actor::publish(tenant_view_ptr view) {
  tenant_->publish(std::move(view));
  if (!tenant_->is_removing() || node_.figures.feed_waiters.load() == 0) return;
  if (const caf::actor feed = node_.handles->get(&wiring::feed)) send(feed, journal_advanced{});
}

void tenant_actor::catch_up() {
  const auto reading = node_.borrow_snapshot();
  if (auto view = load_view(*reading, tenant_->number())) publish(std::move(view).value());
}

}  // namespace atrium::actors
