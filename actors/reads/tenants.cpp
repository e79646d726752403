#include "protocol/methods/tenants.hpp"
#include "actors/account/identity/invitations.hpp"
#include "actors/reads/reads.hpp"
#include "actors/reads/rows.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/staff.hpp"
#include "protocol/methods/staff_groups.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// {items: [...], next_cursor?} of the records from the cursor on; a cursor is the number that the
// page before ended with. Each is shown by show(number, record, where), an outcome<nothing>.
template <class Map, class Show>
outcome<nothing> list(const Map& records, std::optional<std::int64_t> limit,
                      const std::optional<std::string>& cursor, wire::buffer& out, Show&& show) {
  const auto after = number_in_cursor(cursor, 0);
  if (!after) return after.failure();
  page listed(limit);
  auto from = records.upper_bound(*after);
  std::uint64_t last = 0;
  for (; from != records.end() && !listed.full(); last = from++->first)
    if (auto shown = show(from->first, from->second, listed.add()); !shown) return shown;
  if (from != records.end()) listed.continue_at(last);
  listed.write(out);
  return nothing{};
}

// As they are.
template <class Map>
outcome<nothing> list(const Map& records, std::optional<std::int64_t> limit,
                      const std::optional<std::string>& cursor, wire::buffer& out) {
  using record = typename Map::mapped_type;
  return list(records, limit, cursor, out,
              [](std::uint64_t, const record& each, wire::buffer& to) -> outcome<nothing> {
                fields::show<record>(to, fields::encode_tagged(each));
                return nothing{};
              });
}

// What became of the mail is that of his newest, which was ordered in the invitation's own commit.
outcome<std::optional<methods::open_invitation>> invitation_of(const call_context& call,
                                                               account_number account,
                                                               const records::staff& who) {
  const auto stored =
      call.reading.get(storage::table::records, invitation_key(call.view->number, account));
  if (!stored) return stored.failure();
  const auto link = *stored ? fields::decode_tagged<records::one_time_link>(**stored)
                            : std::optional<records::one_time_link>{};
  if (*stored && !link) return refusal(errc::internal);
  if (!link || !is_good(*link, who, call.shared.world().now_ms()))
    return std::optional<methods::open_invitation>{};
  methods::open_invitation open{.expires_at = link->expires_at};
  const auto newest =
      backwards(call, account, storage::customer_item::mails, behind_all_parts).next();
  if (!newest) return newest.failure();
  const auto mail = *newest ? fields::decode_tagged<records::mail>((*newest)->value)
                            : std::optional<records::mail>{};
  if (*newest && !mail) return refusal(errc::internal);
  if (mail && mail->created_at == link->created_at) open.mail = mail->state;
  return std::optional(open);
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
  return list(
      call.view->staff, asked.limit, asked.cursor, out,
      [&](std::uint64_t number, const records::staff& who, wire::buffer& to) -> outcome<nothing> {
        const auto invitation = invitation_of(call, storage::account_of_staff(number), who);
        if (!invitation) return invitation.failure();
        fields::open_map map(to);
        map.add(fields::append_shown<records::staff>(to, fields::encode_tagged(who)));
        if (*invitation) {
          wire::packer pack(to);
          wire::pack_key<"invitation">(pack);
          fields::encode_named(to, **invitation);
          map.add(1);
        }
        map.close();
        return nothing{};
      });
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
