#include "actors/session/assisting.hpp"

#include "actors/account/identity/assistance.hpp"
#include "actors/account/identity/tokens.hpp"
#include "actors/janitor/slices.hpp"
#include "actors/session/caller.hpp"
#include "actors/session/staff.hpp"
#include "protocol/methods/assisted.hpp"

namespace atrium::actors {
namespace {

// The session of a token, and the customer; nothing of what has been cleared away meanwhile.
struct assistance {
  account_number account;
  std::uint64_t number;  // the session's among the account's
  records::shopper_session session;
  records::customer whom;
};
outcome<std::optional<assistance>> find_assistance(const storage::snapshot& reading,
                                                   tenant_number tenant,
                                                   const records::token_entry& token) {
  const account_number account{static_cast<std::uint64_t>(token.account)};
  const auto number = static_cast<std::uint64_t>(token.session);
  const auto session =
      reading.get(storage::table::records, storage::session_key(tenant, account, number));
  if (!session) return session.failure();
  const auto whom = reading.get(storage::table::records, storage::customer_key(tenant, account));
  if (!whom) return whom.failure();
  if (!*session || !*whom) return std::optional<assistance>{};
  auto begun = fields::decode_tagged<records::shopper_session>(**session);
  auto customer = fields::decode_tagged<records::customer>(**whom);
  if (!begun || !begun->is_assisted() || !customer) return refusal(errc::internal);
  return std::optional(assistance{account, number, std::move(*begun), std::move(*customer)});
}

// What is good at this moment; nothing if it is not (any more).
outcome<std::optional<assistance>> find_going_on(const call_context& call, std::string_view hash) {
  const std::optional<assistance> none;
  const auto stored =
      call.reading.get(storage::table::unique, storage::assisted_key(call.view->number, hash));
  if (!stored) return stored.failure();
  if (!*stored) return none;
  const auto token = fields::decode_tagged<records::token_entry>(**stored);
  if (!token) return refusal(errc::internal);
  auto found = find_assistance(call.reading, call.view->number, *token);
  if (!found || !*found) return found;
  const auto good = may_go_on((*found)->session, (*found)->whom, *call.view, call.reading,
                              call.shared.world().now_ms());
  if (!good) return good.failure();
  return *good ? std::move(found).value() : none;
}

}  // namespace

bool bears_assisted_token(const methods::call_options& options) {
  return options.shopper && assisted_hash(*options.shopper);
}

outcome<nothing> take_assistant(const methods::definition& method, call_context& call) {
  const auto hash = call.view ? assisted_hash(*call.options.shopper) : std::nullopt;
  if (!hash) return bad_token("call.shopper");
  const auto found = find_going_on(call, *hash);
  if (!found) return found.failure();
  if (!*found) return bad_token("call.shopper");
  const records::shopper_session& session = (*found)->session;
  if (method.by != methods::hand::any)
    return refusal(errc::forbidden, std::string(method.name) + " is not for staff in his place");
  if (call.options.site.value_or(session.site) != session.site ||
      !call.caller->sees_site(session.site))
    return refusal(errc::forbidden, "the token is good at another site", "call.site");
  call.options.site = session.site;
  call.shopper =
      acting_shopper{(*found)->account, (*found)->number, session.expires_at, session.acting_staff};
  return nothing{};
}

outcome<bool> may_go_on(const records::shopper_session& assisted, const records::customer& whom,
                        const tenant_view& tenant, const storage::snapshot& reading,
                        std::int64_t now_ms) {
  if (assisted.expires_at <= now_ms) return false;
  const auto who = staff_in_session(
      tenant, {static_cast<std::uint64_t>(assisted.staff.value_or(0))},
      static_cast<std::uint64_t>(assisted.staff_session.value_or(0)), reading, now_ms);
  if (!who) return who.failure();
  if (!*who || barred(**who, tenant)) return false;
  staff_rights rights;
  if (const auto why = rights.take(**who, tenant, reading)) return *why;
  const methods::definition& begins = methods::assisted_start::about;
  const principal& acting = *rights.for_one_of(begins.scopes, **who, tenant);
  return !forbidden(acting, begins) && may_see(tenant, acting, whom) &&
         storefront_for(whom, assisted.site, tenant, acting);
}

outcome<assistance_slice> find_ended_assistance(const storage::snapshot& reading,
                                                const tenant_view& tenant, const std::string& from,
                                                std::int64_t now_ms) {
  assistance_slice slice;
  auto next = look_at_slice(
      reading, storage::table::unique, storage::assisted_key(tenant.number, ""), from,
      [&](const storage::row& row) {
        const auto token = fields::decode_tagged<records::token_entry>(row.value);
        if (!token) return true;  // told by verify
        const auto found = find_assistance(reading, tenant.number, *token);
        if (!found || !*found) return true;
        const auto good = may_go_on((*found)->session, (*found)->whom, tenant, reading, now_ms);
        if (good && !*good) slice.over[(*found)->account].push_back((*found)->number);
        return true;
      });
  if (!next) return next.failure();
  slice.next = std::move(*next);
  return slice;
}

}  // namespace atrium::actors
