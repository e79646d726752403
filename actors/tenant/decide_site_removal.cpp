// The steps of sites.remove.
#include <algorithm>

#include "actors/answer.hpp"
#include "actors/tenant/decide_change.hpp"
#include "actors/tenant/site_removal_step.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

using records::site;
using storage::record_kind;

tenant_decision set_closing(std::uint64_t number, site changed, bool closing, std::string event,
                            const tenant_view& now, const tenant_context& in) {
  changed.closing = closing ? std::optional(true) : std::nullopt;
  ++changed.version;
  tenant_change change(now, in);
  change.store(record_kind::site, number, changed);
  change.tell(std::move(event), changed.name, changed.version, {"closing"});
  change.after->add(number, std::move(changed));
  change.changes.may_use_reserve = !closing;
  return std::move(change).with(unfinished_result(methods::no_result{}));
}

tenant_decision remove(std::uint64_t number, const site& gone, const tenant_view& now,
                       const tenant_context& in) {
  tenant_change change(now, in);
  change.remove(record_kind::site, number, gone.version);
  change.free_name(storage::unique_key(now.number, storage::unique_space::site_name, gone.name));
  for (const auto& [whose, texts] : now.templates) {
    if (std::get<1>(whose) != gone.name) continue;
    const storage::key own =
        storage::record_key(now.number, record_kind::mail_template, texts->number);
    change.changes.erasures.push_back({storage::table::records, std::string(own.view())});
    change.after->templates.erase(whose);
  }
  change.tell("site.removed", gone.name, gone.version + 1, {});
  change.after->remove_site(number);
  change.changes.may_use_reserve = true;
  return std::move(change).with(unfinished_result(methods::no_result{}));
}

}  // namespace

std::optional<error> obstacle_to_removal(const tenant_view& now, const site& wanted) {
  if (wanted.move) return refusal(errc::overloaded, "the site is moving to another realm", "site");
  for (const auto& [_, group] : now.groups)
    if (std::ranges::count(group.sites, wanted.name) > 0) {
      error refused =
          refusal(errc::forbidden, "a group may act for certain sites, of which it is one", "site");
      refused.data.emplace_back("group", group.name);
      return refused;
    }
  const auto needs_it = [&](const auto& each) {
    const records::client& client = each.second;
    return !client.revoked && std::ranges::count(client.sites, wanted.name) > 0;
  };
  const auto found = std::ranges::find_if(now.clients, needs_it);
  if (found == now.clients.end()) return {};
  error refused =
      refusal(errc::forbidden,
              "a client may act for certain sites, of which it is one: revoke it first", "site");
  refused.data.emplace_back("client", found->second.id);
  return refused;
}

decided_tenant decide(const site_removal_step& step, const tenant_view& now,
                      const tenant_context& in) {
  using kind = site_removal_step::kind;
  const auto named = now.sites_by_name.find(step.site);
  if (named == now.sites_by_name.end())
    return refusal(errc::not_found, "there is no such site", "site");
  const site& wanted = now.sites.at(named->second);
  const bool closes = step.what == kind::close;
  if (closes != wanted.takes_customers())
    return refusal(errc::overloaded, "the site is being removed already, or is not");
  if (closes)
    if (auto obstacle = obstacle_to_removal(now, wanted)) return *std::move(obstacle);
  if (step.what == kind::remove) return remove(named->second, wanted, now, in);
  return set_closing(named->second, wanted, closes, closes ? "site.closing" : "site.reopened", now,
                     in);
}

}  // namespace atrium::actors
