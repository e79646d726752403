#include "actors/account/names.hpp"

#include <algorithm>
#include <map>

#include "protocol/records/logins.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using records::customer;

namespace {

using logins = std::map<std::string, records::login_kind>;

logins logins_of(const customer& whose) {
  logins found;
  records::for_each_login(whose, [&](const std::string& canonical, records::login_kind kind) {
    found.emplace(canonical, kind);
  });
  return found;
}

void put_entry(decision& made, const name_claim& claim, const decide_context& in) {
  made.changes.puts.push_back(
      {storage::table::unique, claim.key, encoded_entry(in.account, claim.login)});
}

void take_name(decision& made, const name_claim& claim, const decide_context& in) {
  if (claim.left_by) {
    made.changes.expectations.push_back({storage::expectation::kind::absent_or_at_version,
                                         storage::table::unique, claim.key, claim.left_by->value});
    made.blame.emplace_back(refusal_of(claim));
  } else {
    expect_absent(made, storage::table::unique, claim.key, refusal_of(claim));
  }
  put_entry(made, claim, in);
}

void free_login(decision& made, const customer& of, std::string_view login,
                const decide_context& in) {
  const login_realms realms = in.tenant.realms_of(of);
  for (const auto& realm : {std::optional(realms.own), realms.also, realms.left})
    if (realm)
      made.changes.erasures.push_back(
          {storage::table::unique,
           std::string(storage::login_key(in.tenant.number, *realm, login).view()),
           in.account.value});
}

storage::key external_id_key(const std::string& id, const decide_context& in) {
  return storage::unique_key(in.tenant.number, storage::unique_space::external_id, id);
}

}  // namespace

void free_name(decision& made, const storage::key& name) {
  made.changes.erasures.push_back({storage::table::unique, std::string(name.view())});
}

void take_names(decision& made, const creation& what, const decide_context& in) {
  for (const name_claim& claim : what.claims)
    if (!claim.login && !claim.of_newsletter) take_name(made, claim, in);
  const customer& born = *made.after.profile;
  if (born.kind != records::customer_kind::registered) return;
  for (name_claim& login : login_claims(born, in.tenant)) {
    const auto prepared = std::ranges::find(what.claims, login.key, &name_claim::key);
    if (prepared != what.claims.end()) login.left_by = prepared->left_by;
    take_name(made, login, in);
  }
}

void move_logins(decision& made, const customer& before, const customer& after,
                 const decide_context& in) {
  const logins had = logins_of(before), has = logins_of(after);
  if (had == has) return;
  if (after.home_site) expect_site(made, *after.home_site, in);
  for (const auto& [login, kind] : had)
    if (!has.contains(login)) free_login(made, after, login, in);
  for (const name_claim& claim : login_claims(after, in.tenant)) {
    const auto old = had.find(std::string(storage::login_in(claim.key)));
    if (old == had.end())
      take_name(made, claim, in);
    else if (old->second != claim.login)
      put_entry(made, claim, in);
  }
}

void free_logins(decision& made, const customer& of, const decide_context& in) {
  const logins had = logins_of(of);
  if (!had.empty() && of.home_site) expect_site(made, *of.home_site, in);
  for (const auto& [login, kind] : had) free_login(made, of, login, in);
}

void free_external_id(decision& made, const customer& of, const decide_context& in) {
  if (of.external_id) free_name(made, external_id_key(*of.external_id, in));
}

void put_external_id(decision& made, const std::string& id, const decide_context& in) {
  made.changes.puts.push_back({storage::table::unique, std::string(external_id_key(id, in).view()),
                               encoded_entry(in.account, {})});
}

void move_external_id(decision& made, const customer& before, const customer& after,
                      std::string path, const decide_context& in) {
  if (before.external_id == after.external_id) return;
  free_external_id(made, before, in);
  if (!after.external_id) return;
  expect_absent(made, storage::table::unique, external_id_key(*after.external_id, in),
                refusal(errc::id_taken, "another customer has this external id", std::move(path)));
  put_external_id(made, *after.external_id, in);
}

}  // namespace atrium::actors
