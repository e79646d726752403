#include "actors/account/identity/invitations.hpp"

#include "actors/account/identity/links.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

constexpr auto invitation = records::link_purpose::staff_invitation;
constexpr std::uint64_t part_of_invitation =
    storage::link_part(static_cast<std::uint64_t>(invitation));

const records::one_time_link* invitation_of(const account_state& now) {
  const auto found = now.parts.links->find(part_of_invitation);
  return found == now.parts.links->end() ? nullptr : &found->second.record;
}

}  // namespace

std::optional<error> refuse_invitation(const records::staff& who, const tenant_view& tenant) {
  if (!who.email) return refusal(errc::missing_field, "the member of staff has no e-mail");
  if (!tenant.tenant.back_office_url)
    return refusal(errc::missing_field, "the tenant has no back_office_url to link to");
  return {};
}

outcome<nothing> invite(decision& made, const records::staff& who, const decide_context& in) {
  if (auto refused = refuse_invitation(who, in.tenant)) return *std::move(refused);
  const new_token token = make_link_token(*in.world);
  const std::int64_t lifetime_ms = lifetime_of(invitation);
  const mail_order order{.purpose = mailing::purpose::staff_invitation,
                         .address = *who.email,
                         .locale = who.locale.value_or(in.tenant.tenant.locale),
                         .data = {{"first_name", who.name}, {"username", who.username}},
                         .secret = token.text,
                         .lifetime_ms = lifetime_ms};
  if (auto posted = post(made, order, in); !posted) return posted;
  put_link(made, part_of_invitation,
           {.purpose = invitation,
            .address = *who.email,
            .created_at = in.now_ms,
            .expires_at = in.now_ms + lifetime_ms,
            .token_hash = token.hash,
            .shut_out = who.shut_out},
           in);
  return nothing{};
}

storage::key invitation_key(tenant_number tenant, account_number account) {
  return storage::staff_key(tenant, account, storage::customer_item::links).u64(part_of_invitation);
}

bool is_good(const records::one_time_link& invitation, const records::staff& who,
             std::int64_t now_ms) {
  return !who.disabled && invitation.expires_at > now_ms && who.email == invitation.address &&
         invitation.shut_out == who.shut_out;
}

bool is_invited(const secret& token, const account_state& now, const decide_context& in) {
  const auto hash = link_hash(token.reveal());
  const records::staff* who = in.tenant.find_staff(in.account);
  const records::one_time_link* link = invitation_of(now);
  return hash && who && link && link->token_hash == *hash && is_good(*link, *who, in.now_ms);
}

void end_invitation(decision& made, const decide_context& in) {
  end_link(made, part_of_invitation, in);
}

decision end_expired_invitation(const account_state& now, const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  made.changes.may_use_reserve = true;
  made.answer_shows_customer = false;
  made.after = now;
  made.answer = unfinished_result(methods::no_result{});
  const records::one_time_link* link = invitation_of(now);
  if (link && link->expires_at <= in.now_ms) end_invitation(made, in);
  return made;
}

}  // namespace atrium::actors
