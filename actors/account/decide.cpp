#include "actors/account/decide.hpp"

#include <algorithm>
#include <map>

#include "actors/answer.hpp"
#include "actors/tenant/mixins.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/identity/password_hash.hpp"
#include "protocol/identity/username.hpp"
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
                        .version = after.version,
                        .fields_changed = std::move(names),
                        .principal = in.caller.name(),
                        .site = in.options.site ? in.options.site : after.home_site,
                        .reason = in.options.reason,
                        .home_site = after.home_site,
                        .chosen_id = after.custom_id ? std::optional(true) : std::nullopt};
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

// A changed external id gives up its old entry and takes the new one.
void move_external_id(decision& made, const customer& before, const customer& after,
                      const std::string& path, const decide_context& in) {
  if (before.external_id == after.external_id) return;
  const auto key = [&](const std::string& id) {
    return storage::unique_key(in.tenant.number, storage::unique_space::external_id, id);
  };
  if (before.external_id)
    made.changes.erasures.push_back(
        {storage::table::unique, std::string(key(*before.external_id).view())});
  if (!after.external_id) return;
  const storage::key taken = key(*after.external_id);
  expect_absent(made, storage::table::unique, taken.view(),
                refusal(errc::id_taken, "another customer has this external id", path));
  made.changes.puts.push_back(
      {storage::table::unique, std::string(taken.view()), encoded_entry(in.account, {})});
}

// Changed logins give up their old entries and take new ones.
void move_logins(decision& made, const customer& before, const customer& after,
                 const decide_context& in) {
  using records::login_kind;
  const realm_number realm{static_cast<std::uint32_t>(after.realm.value_or(0))};
  const auto logins_of = [&](const customer& whose) {
    std::map<std::string, login_kind> logins;
    if (whose.username_key) logins[*whose.username_key] = login_kind::username;
    if (whose.email_key) logins[*whose.email_key] = login_kind::email;
    return logins;
  };
  const auto had = logins_of(before), has = logins_of(after);
  for (const auto& [login, kind] : had)
    if (!has.contains(login))
      made.changes.erasures.push_back(
          {storage::table::unique,
           std::string(storage::login_key(in.tenant.number, realm, login).view())});
  for (const auto& [login, kind] : has) {
    const auto old = had.find(login);
    if (old != had.end() && old->second == kind) continue;
    const storage::key key = storage::login_key(in.tenant.number, realm, login);
    const bool is_email = kind == login_kind::email;
    const errc taken = is_email ? errc::email_taken : errc::username_taken;
    if (old == had.end())
      expect_absent(
          made, storage::table::unique, key.view(),
          refusal(taken, std::string(row_of(taken).meaning), is_email ? "email" : "username"));
    made.changes.puts.push_back(
        {storage::table::unique, std::string(key.view()), encoded_entry(in.account, kind)});
  }
}

// The password's first record.
void put_password(decision& made, const decide_context& in) {
  if (in.password_hash.empty()) return;
  const storage::key key =
      storage::customer_key(in.tenant.number, in.account, storage::customer_item::password);
  made.changes.puts.push_back({storage::table::records, std::string(key.view()),
                               fields::encode_tagged(records::password_record{
                                   .version = 1, .hash = in.password_hash, .set_at = in.now_ms})});
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
  if (born.created_at == 0) born.created_at = in.now_ms;
  if (born.kind == records::customer_kind::registered && !born.registered_at)
    born.registered_at = born.created_at;

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
  for (const name_claim& claim : made.claims) {
    expect_absent(result, storage::table::unique, claim.key, refusal_of(claim));
    result.changes.puts.push_back(
        {storage::table::unique, claim.key, encoded_entry(in.account, claim.login)});
  }
  put_password(result, in);
  if (made.imported) result.answer = unfinished_verdict(methods::import_result::created, created);
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
  if (command.set.has(&customer::mixins)) {
    after.mixins_version = check_mixins(in.tenant, records::mixin_entity::customer, after.mixins,
                                        root / "set" / "mixins", found);
    if (after.mixins_version != before.mixins_version) names.emplace_back("mixins_version");
  }
  if (!found.none()) return found.take();
  if (names.empty()) return unchanged(now, in);
  after.version = before.version + 1;
  decision result = changed(std::move(after), "customer.updated", std::move(names), in);
  expect_unchanged(result, now, in);
  move_external_id(result, before, *result.after.profile, "set.external_id", in);
  return result;
}

namespace {

// What an imported row makes of a customer who is there.
class import_onto {
 public:
  import_onto(const customer& before, const methods::import_row& row, const decide_context& in)
      : after(before), row_(row), in_(in) {}

  void take_all() {
    row_.profile.apply_to(after, names);
    if (after.preferred_site && named("preferred_site") &&
        !visible_site(in_.tenant, in_.caller, *after.preferred_site))
      wrong(errc::not_found, "preferred_site", "there is no such site");
    if (after.date_of_birth && records::is_in_future(*after.date_of_birth, in_.now_ms))
      wrong(errc::invalid_field, "date_of_birth", "must not lie in the future");
    keep(row_.id, after.id, "id");
    keep(row_.kind, after.kind, "kind");
    keep(row_.home_site, after.home_site, "home_site");
    take(row_.active, after.active, "active");
    take(row_.on_hold, after.on_hold, "on_hold");
    take(row_.created_at, after.created_at, "created_at");
    if (row_.email) take_email(*row_.email);
    take(row_.verified, after.verified, "verified");
    if (after.kind == records::customer_kind::guest) {
      if (row_.username) wrong(errc::invalid_field, "username", "a guest has none");
      if (row_.password_hash) wrong(errc::invalid_field, "password_hash", "a guest has none");
      if (row_.registered_at) wrong(errc::invalid_field, "registered_at", "a guest has none");
      return;
    }
    take(row_.registered_at, after.registered_at, "registered_at");
    if (row_.username) take_username(*row_.username);
    take_password();
  }

  customer after;
  std::vector<std::string> names;  // of what differs
  fields::problems found;

 private:
  template <class Given, class Value>
  void take(const std::optional<Given>& given, Value& value, std::string_view name) {
    if (!given || value == *given) return;
    value = *given;
    names.emplace_back(name);
  }

  template <class Given, class Value>
  void keep(const std::optional<Given>& given, const Value& value, std::string_view name) {
    if (given && !(value == *given))
      wrong(errc::invalid_field, name, "cannot be changed by an import");
  }

  void take_email(const std::string& typed) {
    const outcome<identity::email> email = identity::canonical_email(typed);
    if (!email) return wrong(email.failure().code, "email", email.failure().message);
    take(std::optional(email->shown), after.email, "email");
    if (after.kind == records::customer_kind::guest || after.email_key == email->canonical) return;
    after.email_key = email->canonical;
    take(std::optional(row_.verified.value_or(false)), after.verified, "verified");
  }

  void take_username(const std::string& typed) {
    const outcome<std::string> key = identity::login_key(typed);
    if (!key) return wrong(key.failure().code, "username", key.failure().message);
    if (*key == after.email_key) {  // the default: the e-mail is the username
      if (after.username) names.emplace_back("username");
      after.username.reset();
      after.username_key.reset();
      return;
    }
    if (identity::looks_like_email(typed))
      return wrong(errc::invalid_field, "username",
                   "a username with @ must be the account's own e-mail");
    take(std::optional(typed), after.username, "username");
    after.username_key = *key;
  }

  void take_password() {
    if (!row_.password_hash) return;
    if (!identity::is_password_hash(row_.password_hash->reveal()))
      return wrong(errc::invalid_field, "password_hash", "is no hash of a known kind");
    if (after.password != records::password_state::none) return;
    after.password = records::password_state::legacy;
    names.emplace_back("password");
  }

  bool named(std::string_view name) const {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  void wrong(errc code, std::string_view path, std::string message) {
    const fields::path root;
    found.add(root / path, code, std::move(message));
  }

  const methods::import_row& row_;
  const decide_context& in_;
};

}  // namespace

outcome<decision> decide(const imported_row& command, const account_state& now,
                         const decide_context& in) {
  const auto found_now = existing(now, in);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  // Whom he may not see he cannot name, but his id is taken all the same.
  if (!in.caller.sites.empty() && !(before.home_site && in.caller.sees_site(*before.home_site)))
    return refusal(errc::id_taken, std::string(row_of(errc::id_taken).meaning),
                   command.row.id ? "id" : "external_id");
  import_onto work(before, command.row, in);
  work.take_all();
  if (!work.found.none()) return work.found.take();
  using methods::import_result;
  if (work.names.empty()) {
    decision same = unchanged(now, in);
    same.answer = unfinished_verdict(import_result::unchanged, before);
    return same;
  }
  const bool new_password = work.after.password != before.password;
  work.after.version = before.version + 1;
  decision result = changed(std::move(work.after), "customer.updated", std::move(work.names), in);
  const customer& after = *result.after.profile;
  expect_unchanged(result, now, in);
  move_external_id(result, before, after, "external_id", in);
  move_logins(result, before, after, in);
  if (new_password) put_password(result, in);
  result.answer = unfinished_verdict(import_result::updated, after);
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
