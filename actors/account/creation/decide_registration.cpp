// Somebody registers with an e-mail that has an account (security.md 8, 10).
#include "actors/account/changed_fields.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/names.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/site_policies.hpp"

namespace atrium::actors {
namespace {

using records::customer;

bool needs_verification(const customer& who, const decide_context& in) {
  const records::site* home = who.home_site ? in.tenant.find_site(*who.home_site) : nullptr;
  return home && records::policies_of(in.tenant.tenant, *home).login_needs_verification;
}

// What was said of him by whoever registered before goes; what the shop says of him stays.
customer registered_anew(const customer& before, const customer& draft) {
  customer after = before;
  fields::for_each_field<customer>([&](const auto& one) {
    if (one.open_to == fields::access::writable) after.*one.member = draft.*one.member;
  });
  after.mixins_version = draft.mixins_version;
  after.email = draft.email;
  after.username = draft.username;
  after.username_key = draft.username_key;
  ++after.version;
  return after;
}

// The e-mail is his who can prove it, and nobody has: who registered before keeps nothing.
decision take_over(const creation& made, const account_state& now, const decide_context& in) {
  const customer& before = *now.profile;
  decision result = change_of(now, in);
  end_sessions(result, {}, in);
  customer after = registered_anew(before, made.draft);
  std::vector<std::string> names;
  take_new_password(result, after, names, in);
  name_changes(before, after, names);
  result.answer = unfinished_answer<customer>(put_profile(result, std::move(after), in));
  move_logins(result, before, *result.after.profile, in);
  expect_new_site(result, before, in);
  tell(result,
       {.kind = "customer.registered_again",
        .version = result.after.profile->version,
        .fields_changed = std::move(names)},
       in);
  // His limit on mails may be used up by whoever was here before.
  if (made.link) (void)send_link(result, *made.link, in);
  return result;
}

// He is told, as often as the limits allow; the journal's number rises as if somebody was made.
decision tell_owner(const account_state& now, const decide_context& in) {
  decision result = change_of(now, in);
  (void)order_mail(result, {.purpose = mailing::purpose::account_exists}, in);
  tell(result, {.kind = "customer.registration_refused"}, in);
  return result;
}

}  // namespace

outcome<decision> decide(const repeated_registration& again, const account_state& now,
                         const decide_context& in) {
  const creation& made = again.made;
  const auto found = existing(now);
  if (!found || (*found)->email_key != made.draft.email_key)  // another's by now, or free
    return refusal(errc::overloaded);
  const customer& before = **found;
  const bool is_nobodys = !before.verified && needs_verification(before, in);
  if (!is_nobodys && !made.tells_nothing) return refusal_at(errc::email_taken, "email");
  decision result = is_nobodys ? take_over(made, now, in) : tell_owner(now, in);
  if (made.tells_nothing) result.answer = unfinished_result(methods::no_result{});
  return result;
}

}  // namespace atrium::actors
