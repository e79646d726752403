#include "actors/account/names.hpp"

#include <map>

#include "protocol/records/index_entries.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using records::customer;

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

void move_external_id(decision& made, const customer& before, const customer& after,
                      std::string path, const decide_context& in) {
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
                refusal(errc::id_taken, "another customer has this external id", std::move(path)));
  made.changes.puts.push_back(
      {storage::table::unique, std::string(taken.view()), encoded_entry(in.account, {})});
}

}  // namespace atrium::actors
