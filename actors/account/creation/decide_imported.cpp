#include "actors/account/creation/imported.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/names.hpp"
#include "actors/tenant/mixins.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/password_hash.hpp"
#include "protocol/methods/import.hpp"

namespace atrium::actors {
namespace {

using records::customer;

// What an imported row makes of a customer who is there.
class import_onto {
 public:
  import_onto(const customer& before, const methods::import_row& row, const decide_context& in)
      : after(before), row_(row), in_(in) {}

  void take_all() {
    const std::optional<std::string> preferred_before = after.preferred_site;
    row_.profile.apply_to(after, names);
    check_profile(after, preferred_before, in_.rules(), {}, found);
    if (row_.profile.has(&customer::mixins)) take_mixins();
    keep(row_.id, after.id, "id");
    keep(row_.kind, after.kind, "kind");
    keep(row_.home_site, after.home_site, "home_site");
    take(row_.active, after.active, "active");
    take(row_.on_hold, after.on_hold, "on_hold");
    take(row_.created_at, after.created_at, "created_at");
    if (row_.email) take_email(*row_.email);
    take(row_.verified, after.verified, "verified");
    if (!is_registered()) {
      constexpr const char* why = "only who is registered has one";
      if (row_.username) wrong(errc::invalid_field, "username", why);
      if (row_.password_hash) wrong(errc::invalid_field, "password_hash", why);
      if (row_.registered_at) wrong(errc::invalid_field, "registered_at", why);
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
  bool is_registered() const { return after.kind == records::customer_kind::registered; }

  template <class Given, class Value>
  void take(const std::optional<Given>& given, Value& value, std::string_view name) {
    if (!given || value == *given) return;
    value = *given;
    names.emplace_back(name);
  }

  void take_mixins() {
    const fields::path root;
    const auto version = check_mixins(in_.tenant, records::mixin_entity::customer, after.mixins,
                                      root / "mixins", found);
    if (std::exchange(after.mixins_version, version) != version)
      names.emplace_back("mixins_version");
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
    if (!is_registered() || after.email_key == email->canonical) return;
    after.email_key = email->canonical;
    take(std::optional(row_.verified.value_or(false)), after.verified, "verified");
  }

  void take_username(const std::string& typed) {
    const outcome<own_username> own = username_of(typed, after.email_key);
    if (!own) return wrong(own.failure().code, "username", own.failure().message);
    if (after.username != own->shown) names.emplace_back("username");
    after.username = own->shown;
    after.username_key = own->key;
  }

  void take_password() {
    if (!row_.password_hash) return;
    if (const auto hash = identity::read_password_hash(row_.password_hash->reveal()); !hash)
      return wrong(hash.failure().code, "password_hash", hash.failure().message);
    if (after.password != records::password_state::none) return;
    after.password = records::password_state::legacy;
    names.emplace_back("password");
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
  const auto found_now = existing(now);
  if (!found_now) return found_now.failure();
  const customer& before = **found_now;
  // Whom he may not see he cannot name, but his id is taken all the same.
  if (!may_see(in.tenant, in.caller, before))
    return refusal_at(errc::id_taken, command.row.id ? "id" : "external_id");
  import_onto work(before, command.row, in);
  work.take_all();
  if (!work.found.none()) return work.found.take();
  using methods::import_result;
  if (work.names.empty()) {
    decision same = unchanged(now, before, in);
    same.answer = unfinished_verdict(import_result::unchanged, before);
    return same;
  }
  const bool new_password = work.after.password != before.password;
  work.after.version = before.version + 1;
  decision result =
      changed(now, std::move(work.after), "customer.updated", std::move(work.names), in);
  const customer& after = *result.after.profile;
  expect_new_site(result, before, in);
  move_external_id(result, before, after, "external_id", in);
  move_logins(result, before, after, in);
  end_sessions_if_barred(result, in);
  if (new_password) put_first_password(result, in);
  result.answer = unfinished_verdict(import_result::updated, after);
  return result;
}

}  // namespace atrium::actors
