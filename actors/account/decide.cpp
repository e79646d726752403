#include "actors/account/decide.hpp"

#include <algorithm>
#include <set>

#include "actors/account/belongings/companies.hpp"
#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/creation/first_password.hpp"
#include "actors/account/creation/imported.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/leaving/erased_id.hpp"
#include "actors/account/mails.hpp"
#include "actors/account/names.hpp"
#include "actors/tenant/mixins.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/newsletter.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using records::customer;

namespace {

// The sites that the customer has, which may have been removed since the creation was prepared.
// That a creation has, beside those of unusual ones.
constexpr std::size_t expectations_of_most = 12;

std::set<std::string> sites_of(const customer& who) {
  std::set<std::string> sites;
  for (const auto& each : {who.home_site, who.preferred_site})
    if (each) sites.insert(*each);
  return sites;
}

// The guest was made of a subscription: of his e-mail, by which the next one finds him, in the
// realm that its site is in by now.
outcome<nothing> subscribe(decision& result, const creation& made, const decide_context& in) {
  const auto address = address_of(*result.after.profile);
  const records::site* site = in.tenant.find_site(made.subscribes->site);
  if (!address || !site) return refusal(errc::internal);
  const std::string hash = newsletter_address_hash(in.tenant, in.tenant.realm_of(*site), *address);
  take_subscriber(result, hash, in);
  return ask_for_newsletter(result, *made.subscribes, *address, hash, in);
}

// A shopper does not write what is the back office's.
void refuse_back_office(const methods::customers_update& command, fields::problems& found) {
  const fields::path root;
  fields::for_each_field<customer>([&](const auto& one) {
    if (one.open_to != fields::access::back_office) return;
    if (command.set.has(one.member))
      found.add(root / "set" / one.name, errc::forbidden, "not for the shopper");
    if (std::ranges::count(command.unset, one.name) > 0)
      found.add(root / "unset", errc::forbidden, std::string(one.name) + ": not for the shopper");
  });
}

}  // namespace

outcome<decision> decide(const creation& made, const account_state& now, const decide_context& in) {
  for (const std::string& each : sites_of(made.draft))
    if (const records::site* site = in.tenant.find_site(each); !site || !site->takes_customers())
      return refusal(errc::not_found, "the site has been removed");
  if (now.profile) return refusal(errc::internal, "the account number is in use");
  customer born = made.draft;
  born.version = 1;
  born.number = static_cast<std::int64_t>(in.account.value);
  if (!born.custom_id) born.id = identity::generated_id(in.account.value);
  born.reference = in.tenant.references->reference_of(in.account.value);
  if (born.created_at == 0) born.created_at = in.now_ms;
  if (born.kind == records::customer_kind::registered && !born.registered_at)
    born.registered_at = born.created_at;

  decision result;
  result.changes.tenant = in.tenant.number;
  result.blame.reserve(expectations_of_most);
  const std::string stored = put_profile(result, std::move(born), in);
  tell(result, {.kind = made.event, .version = 1}, in);
  const customer& created = *result.after.profile;
  expect_absent(result, storage::table::records,
                storage::customer_key(in.tenant.number, in.account).view(),
                refusal(errc::internal, "the account number is in use"));
  // A generated id is not in the unique index, so whoever generates one and whoever chooses it each
  // expects that the other has not been faster.
  if (!created.custom_id)
    expect_absent(
        result, storage::table::unique,
        storage::unique_key(in.tenant.number, storage::unique_space::customer_id, created.id)
            .view(),
        refusal(errc::internal, "the generated id is in use"));
  else
    expect_absent(result, storage::table::unique, erased_id_key(in.tenant, created.id),
                  refusal_at(errc::id_taken, "id"));
  if (made.generated_id_of)
    expect_absent(result, storage::table::records,
                  storage::customer_key(in.tenant.number, *made.generated_id_of).view(),
                  refusal_at(errc::id_taken, "id"));
  for (const std::string& each : sites_of(created)) expect_site(result, each, in);
  take_names(result, made, in);
  if (auto open = expect_companies(result, now, in); !open) return open.failure();
  put_first_password(result, in);
  if (made.told_of_password)
    if (auto told = tell_of_password(result, made.password->reveal(), in); !told)
      return told.failure();
  if (made.link)
    if (auto sent = send_link(result, *made.link, in);
        !sent && made.link == records::link_purpose::set_password)
      return sent.failure();
  if (made.subscribes)
    if (auto asked = subscribe(result, made, in); !asked) return asked.failure();
  if (made.tells_nothing)
    result.answer = unfinished_result(methods::no_result{});
  else if (made.imported)
    result.answer = unfinished_verdict(methods::import_result::created, created);
  else
    result.answer = unfinished_answer<customer>(stored, made.answered);
  result.changes.used_numbers.push_back(
      {in.tenant.number, storage::record_kind::customer, in.account.value});
  return result;
}

outcome<decision> decide(const methods::customers_update& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing_at_version(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  customer after = before;
  std::vector<std::string> names;
  fields::problems found;
  command.set.apply_to(after, names);
  fields::unset(after, command.unset, names, found);
  const fields::path root;
  if (in.shopper) refuse_back_office(command, found);
  check_profile(after, before.preferred_site, in.rules(), root / "set", found);
  if (command.set.has(&customer::mixins)) {
    after.mixins_version = check_mixins(in.tenant, records::mixin_entity::customer, after.mixins,
                                        root / "set" / "mixins", found);
    if (after.mixins_version != before.mixins_version) names.emplace_back("mixins_version");
  }
  if (!found.none()) return found.take();
  if (names.empty()) return unchanged(now, before, in);
  after.version = before.version + 1;
  decision result = changed(now, std::move(after), "customer.updated", std::move(names), in);
  expect_new_site(result, before, in);
  move_external_id(result, before, *result.after.profile, "set.external_id", in);
  return result;
}

outcome<decision> decide(const methods::customers_set_status& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing_at_version(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  if (before.kind != records::customer_kind::registered) return refusal(errc::not_registered);
  customer after = before;
  after.active = command.active.value_or(before.active);
  after.on_hold = command.on_hold.value_or(before.on_hold);
  std::vector<std::string> names;
  if (after.active != before.active) names.emplace_back("active");
  if (after.on_hold != before.on_hold) names.emplace_back("on_hold");
  const bool ready = is_fully_active(after);
  const bool becomes_ready = ready && !is_fully_active(before);
  if (command.send_mail.value_or(false) && !becomes_ready)
    return refusal(errc::invalid_field, "send_mail: this activates nobody", "send_mail");
  if (names.empty()) return unchanged(now, before, in);
  const bool tells =
      becomes_ready && command.send_mail.value_or(before.activation_mail_due.value_or(false));
  if (becomes_ready) after.activation_mail_due.reset();
  after.version = before.version + 1;
  decision result = changed(now, std::move(after), "customer.status_changed", std::move(names), in);
  result.changes.may_use_reserve = !ready;
  end_sessions_if_barred(result, in);
  if (!tells) return result;
  // Who did not ask for the mail still has the customer activated where there can be none.
  const auto ordered = order_mail(result, {.purpose = mailing::purpose::activation}, in);
  if (!ordered && command.send_mail.value_or(false)) return ordered.failure();
  return result;
}

}  // namespace atrium::actors
