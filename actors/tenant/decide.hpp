// What a command does to a tenant, its realms, sites, clients and staff: pure functions of the
// view, the command and the context.
#pragma once

#include <string>

#include "actors/outside.hpp"
#include "actors/principal.hpp"
#include "actors/tenant/company_rows.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/methods/call_options.hpp"
#include "protocol/methods/list.hpp"
#include "storage/change_set.hpp"

namespace atrium::actors {

struct site_move_step;
struct site_removal_step;
struct denial;
struct segments_settled;
class mail_key;

// What the store says of companies, as far as a command is about one.
struct company_standing {
  std::optional<stored_company> named;  // that of the id that the command has
  std::optional<stored_company> other;  // that of the external id that it gives
  std::uint64_t next = 1;               // number of a new one
};

struct tenant_decision {
  storage::change_set changes;
  std::string answer;     // wants `seq` as its last pair (actors/answer.hpp)
  tenant_view_ptr after;  // null: as it was
  // A password, in the command, that has to be hashed before this can be decided; or null: one has
  // to be made up. Nothing else here counts then.
  std::optional<const secret*> to_hash = {};
  bool answers_for_retries = true;  // false: nothing may be written for a tenant that is going away
};

struct tenant_context {
  const principal& caller;
  const methods::call_options& options;
  std::int64_t now_ms;
  outside& world;  // for new keys
  // Of the password that the command brings, or that was made up for it.
  std::string_view password_hash = {};
  std::string_view made_up = {};
  std::string_view source = {};  // network that the call comes from; empty: not known
  company_standing companies = {};
  // What secrets of mails are sealed with; commands that order one cannot do without.
  const mail_key* mails = nullptr;
};

// Limits on what a tenant may have of each; a view holds them all in memory.
inline constexpr std::size_t sites_max = 1000;
inline constexpr std::size_t realms_max = 100;
inline constexpr std::size_t clients_max = 1000;
inline constexpr std::size_t templates_max = 500;  // of mails
inline constexpr std::size_t groups_max = 100;
inline constexpr std::size_t staff_max = 1000;
inline constexpr std::uint64_t companies_max = 100'000;  // not in the view
inline constexpr std::size_t groups_of_staff_max = 20;
inline constexpr std::size_t restrictions_of_group_max = 100;
// Of the schemas of one entity, and of the columns that all of them together were ever given.
inline constexpr std::int64_t mixin_versions_max = 1000;
inline constexpr std::size_t mixin_columns_max = 1000;
inline constexpr std::size_t mixins_indexed_max = 16;  // by one version

using decided_tenant = outcome<tenant_decision>;

decided_tenant decide(const methods::tenants_update&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::tenants_suspend&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::tenants_resume&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::tenants_remove&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::settings_update&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::sites_create&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::sites_update&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::realms_create&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const site_move_step&, const tenant_view& now, const tenant_context& in);
decided_tenant decide(const site_removal_step&, const tenant_view& now, const tenant_context& in);
decided_tenant decide(const methods::clients_create&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::clients_revoke&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::clients_rotate&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::groups_create&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::groups_update&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::groups_remove&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::staff_create&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::staff_update&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::staff_disable&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::staff_enable&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::mixins_define&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::segments_define&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::segments_remove&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const segments_settled&, const tenant_view& now, const tenant_context& in);
decided_tenant decide(const methods::templates_set&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::templates_remove&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::companies_create&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::companies_update&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::companies_approve&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::companies_deny&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::companies_disable&, const tenant_view& now,
                      const tenant_context& in);
decided_tenant decide(const methods::companies_enable&, const tenant_view& now,
                      const tenant_context& in);

// That somebody was denied something, for the audit log.
decided_tenant decide(const denial&, const tenant_view& now, const tenant_context& in);

// A new tenant with its default realm and its first client, which holds every scope.
decided_tenant decide(const methods::tenants_create&, tenant_number number,
                      const tenant_context& in);

// Why the site cannot be removed, whoever has it: it is between realms, or all that a client may
// act for.
std::optional<error> obstacle_to_removal(const tenant_view& now, const records::site& site);

// A network as in "10.0.0.0/8", "::1" or "192.0.2.7".
bool is_network(std::string_view text);
// Whether an address lies in the network; false for what is no address ("unix").
bool contains(std::string_view network, std::string_view address);

}  // namespace atrium::actors
