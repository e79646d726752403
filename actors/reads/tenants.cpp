#include "protocol/methods/tenants.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/staff.hpp"
#include "protocol/methods/staff_groups.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// {items: [...], next_cursor?} of the records from the cursor on; a cursor is the number that the
// page before ended with.
template <class Map>
outcome<nothing> list(const Map& records, std::optional<std::int64_t> limit,
                      const std::optional<std::string>& cursor, wire::buffer& out) {
  using record = typename Map::mapped_type;
  const auto after = number_in_cursor(cursor, 0);
  if (!after) return after.failure();
  page listed(limit);
  auto from = records.upper_bound(*after);
  std::uint64_t last = 0;
  for (; from != records.end() && !listed.full(); last = from++->first)
    fields::show<record>(listed.add(), fields::encode_tagged(from->second));
  if (from != records.end()) listed.continue_at(last);
  listed.write(out);
  return nothing{};
}

void show_tenant(const tenant_view& tenant, wire::buffer& out) {
  fields::show<records::tenant>(out, fields::encode_tagged(tenant.tenant));
}

}  // namespace

outcome<nothing> read(const methods::tenants_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const tenant_cell_ptr tenant = call.shared.tenant_named(asked.tenant);
  if (!tenant) return refusal(errc::not_found, "there is no such tenant", "tenant");
  show_tenant(*tenant->view(), out);
  return nothing{};
}

outcome<nothing> read(const methods::tenants_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  std::map<std::uint64_t, records::tenant> records;
  for (const auto& [number, tenant] : call.shared.tenants()->by_number)
    records.emplace(number.value, tenant->view()->tenant);
  return list(records, asked.limit, asked.cursor, out);
}

outcome<nothing> read(const methods::settings_get&, call_context& call, wire::buffer& out,
                      wait_for&) {
  show_tenant(*call.view, out);
  return nothing{};
}

outcome<nothing> read(const methods::sites_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const records::site* site = visible_site(*call.view, *call.caller, asked.site);
  if (!site) return refusal(errc::not_found, "there is no such site", "site");
  fields::open_map map(out);
  map.add(fields::append_shown<records::site>(out, fields::encode_tagged(*site)) + 1);
  wire::packer pack(out);
  wire::pack_key<"effective">(pack);
  fields::encode_named(out, records::policies_of(call.view->tenant, *site));
  map.close();
  return nothing{};
}

outcome<nothing> read(const methods::sites_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  auto seen = call.view->sites;
  std::erase_if(seen, [&](const auto& each) { return !call.caller->sees_site(each.second.name); });
  return list(seen, asked.limit, asked.cursor, out);
}

outcome<nothing> read(const methods::realms_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return list(call.view->realms, asked.limit, asked.cursor, out);
}

outcome<nothing> read(const methods::groups_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return list(call.view->groups, asked.limit, asked.cursor, out);
}

outcome<nothing> read(const methods::staff_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return list(call.view->staff, asked.limit, asked.cursor, out);
}

outcome<nothing> read(const methods::staff_whoami&, call_context& call, wire::buffer& out,
                      wait_for&) {
  const account_number account{call.caller->number};
  const auto stored = call.reading.get(
      storage::table::records,
      storage::staff_key(call.view->number, account, storage::customer_item::password));
  if (!stored) return stored.failure();
  const auto credentials = *stored ? fields::decode_tagged<records::staff_credentials>(**stored)
                                   : std::optional<records::staff_credentials>{};
  if (!credentials) return refusal(errc::internal);
  wire::buffer shown;
  fields::show<records::staff>(shown, fields::encode_tagged(*call.view->find_staff(account)));
  methods::staff_whoami::result answer{
      .staff = {},
      .scopes = methods::scopes_in(call.caller->scopes),
      .session = identity::generated_id(call.caller->session, identity::generated::session),
      .expires_at = call.caller->session_expires_at,
      .totp = credentials->totp.has_value()};
  answer.staff.bytes = shown.take();
  fields::encode_named(out, answer);
  return nothing{};
}

outcome<nothing> read(const methods::clients_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  return list(call.view->clients, asked.limit, asked.cursor, out);
}

}  // namespace atrium::actors
