#include "actors/account/decide.hpp"

#include <algorithm>

#include "actors/answer.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/change.hpp"
#include "storage/checksum.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using records::customer;

std::string encoded_entry(account_number account, std::optional<records::login_kind> login) {
  return fields::encode_tagged(
      records::unique_entry{.number = static_cast<std::int64_t>(account.value), .login = login});
}

// The change set of a customer that now is `after`: record, journal entry and answer agree in
// version.
decision changed(customer after, std::string event, std::vector<std::string> names,
                 const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  std::string stored = fields::encode_tagged(after);
  made.answer = unfinished_answer<customer>(stored);
  const storage::key key = storage::customer_key(in.tenant.number, in.account);
  made.after.checksum = storage::checksum(key, stored);
  made.changes.puts.push_back(
      {storage::table::records, std::string(key.view()), std::move(stored)});
  records::change entry{.time = in.now_ms,
                        .kind = std::move(event),
                        .account = static_cast<std::int64_t>(in.account.value),
                        .custom_id = after.custom_id ? std::optional(after.id) : std::nullopt,
                        .version = after.version,
                        .fields_changed = std::move(names),
                        .principal = in.caller.name(),
                        .site = in.options.site ? in.options.site : after.home_site,
                        .reason = in.options.reason,
                        .home_site = after.home_site};
  made.changes.journal = {in.tenant.number, fields::encode_tagged(entry)};
  made.after.profile = std::move(after);
  return made;
}

// A command on an existing customer: what it finds, or why it may not.
outcome<const customer*> existing(const account_state& now, const decide_context& in) {
  if (!now.profile) return refusal(errc::not_found);
  if (in.options.if_version && *in.options.if_version != now.profile->version) {
    error conflict = refusal(errc::version_conflict);
    conflict.data.emplace_back("version", now.profile->version);
    return conflict;
  }
  if (now.profile->erased) return refusal(errc::not_found);
  return &*now.profile;
}

// That the record is the very one that the command was decided on. Its version alone would not do:
// what another account actor, whose router or who himself has died, had sent to the committer may
// have the same version and another content.
void expect_unchanged(decision& made, const account_state& before, const decide_context& in) {
  const storage::key key = storage::customer_key(in.tenant.number, in.account);
  made.changes.expectations.push_back(
      {storage::expectation::kind::at_version, storage::table::records, std::string(key.view()),
       static_cast<std::uint64_t>(before.profile->version), before.checksum});
  made.blame.emplace_back();
}

void expect_absent(decision& made, storage::table where, std::string_view key, error otherwise) {
  made.changes.expectations.push_back(
      {storage::expectation::kind::absent, where, std::string(key)});
  made.blame.emplace_back(std::move(otherwise));
}

// That the home site is still as the realms of the logins were taken from: a site that moves
// meanwhile has them taken elsewhere.
void expect_site_unmoved(decision& made, const customer& who, const decide_context& in) {
  if (!who.home_site) return;
  const std::uint64_t number = in.tenant.sites_by_name.find(*who.home_site)->second;
  made.changes.expectations.push_back(
      {storage::expectation::kind::at_version, storage::table::records,
       std::string(
           storage::record_key(in.tenant.number, storage::record_kind::site, number).view()),
       static_cast<std::uint64_t>(in.tenant.sites.at(number).version)});
  made.blame.emplace_back();
}

void take_name(decision& made, const name_claim& claim, const decide_context& in) {
  if (claim.left_by) {
    made.changes.expectations.push_back({storage::expectation::kind::absent_or_at_version,
                                         storage::table::unique, claim.key, claim.left_by->value});
    made.blame.emplace_back(refusal_of(claim));
  } else {
    expect_absent(made, storage::table::unique, claim.key, refusal_of(claim));
  }
  made.changes.puts.push_back(
      {storage::table::unique, claim.key, encoded_entry(in.account, claim.login)});
}

// The claims of the creation; those on logins as the realms are now, which may have changed since
// it was prepared.
std::vector<name_claim> claims_now(const creation& made, const decide_context& in) {
  std::vector<name_claim> claims;
  for (const name_claim& claim : made.claims)
    if (!claim.login) claims.push_back(claim);
  if (made.draft.kind != records::customer_kind::registered) return claims;
  for (name_claim& login : login_claims(made.draft, in.tenant)) {
    const auto prepared = std::ranges::find(made.claims, login.key, &name_claim::key);
    if (prepared != made.claims.end()) login.left_by = prepared->left_by;
    claims.push_back(std::move(login));
  }
  return claims;
}

// A changed external id gives up its old entry and takes the new one.
void move_external_id(decision& made, const customer& before, const customer& after,
                      const decide_context& in) {
  if (before.external_id == after.external_id) return;
  const auto key = [&](const std::string& id) {
    return storage::unique_key(in.tenant.number, storage::unique_space::external_id, id);
  };
  if (before.external_id)
    made.changes.erasures.push_back(
        {storage::table::unique, std::string(key(*before.external_id).view())});
  if (!after.external_id) return;
  const storage::key taken = key(*after.external_id);
  expect_absent(
      made, storage::table::unique, taken.view(),
      refusal(errc::id_taken, "another customer has this external id", "set.external_id"));
  made.changes.puts.push_back(
      {storage::table::unique, std::string(taken.view()), encoded_entry(in.account, {})});
}

// An update that changes nothing is answered in its turn, without a new version or journal entry.
decision unchanged(const account_state& now, const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  made.answer = unfinished_answer<customer>(fields::encode_tagged(*now.profile));
  made.after = now;
  expect_unchanged(made, now, in);
  return made;
}

}  // namespace

outcome<decision> decide(const creation& made, const account_state& now, const decide_context& in) {
  if (now.profile) return refusal(errc::internal, "the account number is in use");
  customer born = made.draft;
  born.version = 1;
  born.number = static_cast<std::int64_t>(in.account.value);
  if (!born.custom_id) born.id = identity::generated_id(in.account.value);
  born.reference = in.tenant.references->reference_of(in.account.value);
  born.created_at = in.now_ms;
  if (born.kind == records::customer_kind::registered) born.registered_at = in.now_ms;

  decision result = changed(std::move(born), made.event, {}, in);
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
  if (made.generated_id_of)
    expect_absent(result, storage::table::records,
                  storage::customer_key(in.tenant.number, *made.generated_id_of).view(),
                  refusal(errc::id_taken, std::string(row_of(errc::id_taken).meaning), "id"));
  if (created.kind == records::customer_kind::registered) expect_site_unmoved(result, created, in);
  for (const name_claim& claim : claims_now(made, in)) take_name(result, claim, in);
  if (!in.password_hash.empty()) {
    const storage::key key =
        storage::customer_key(in.tenant.number, in.account, storage::customer_item::password);
    result.changes.puts.push_back(
        {storage::table::records, std::string(key.view()),
         fields::encode_tagged(records::password_record{
             .version = 1, .hash = in.password_hash, .set_at = in.now_ms})});
  }
  result.changes.used_numbers.push_back(
      {in.tenant.number, storage::record_kind::customer, in.account.value});
  return result;
}

outcome<decision> decide(const methods::customers_update& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  customer after = before;
  std::vector<std::string> names;
  fields::problems found;
  command.set.apply_to(after, names);
  fields::unset(after, command.unset, names, found);
  const fields::path root;
  if (after.preferred_site && after.preferred_site != before.preferred_site &&
      !visible_site(in.tenant, in.caller, *after.preferred_site))
    found.add(root / "set" / "preferred_site", errc::not_found, "there is no such site");
  if (after.date_of_birth && records::is_in_future(*after.date_of_birth, in.now_ms))
    found.add(root / "set" / "date_of_birth", errc::invalid_field, "must not lie in the future");
  if (!found.none()) return found.take();
  if (names.empty()) return unchanged(now, in);
  after.version = before.version + 1;
  decision result = changed(std::move(after), "customer.updated", std::move(names), in);
  expect_unchanged(result, now, in);
  move_external_id(result, before, *result.after.profile, in);
  return result;
}

outcome<decision> decide(const methods::customers_set_status& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  if (before.kind != records::customer_kind::registered) return refusal(errc::not_registered);
  customer after = before;
  after.active = command.active.value_or(before.active);
  after.on_hold = command.on_hold.value_or(before.on_hold);
  std::vector<std::string> names;
  if (after.active != before.active) names.emplace_back("active");
  if (after.on_hold != before.on_hold) names.emplace_back("on_hold");
  if (names.empty()) return unchanged(now, in);
  after.version = before.version + 1;
  const bool shuts_out = !after.active || after.on_hold;
  decision result = changed(std::move(after), "customer.status_changed", std::move(names), in);
  expect_unchanged(result, now, in);
  result.changes.may_use_reserve = shuts_out;
  return result;
}

}  // namespace atrium::actors
