#include "actors/account/decide.hpp"
#include "actors/account/logins.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using records::login_kind;

// The entry of one login name gives way to that of another, which nobody may have.
void move_login(decision& made, const std::optional<std::string>& before,
                const std::optional<std::string>& after, login_kind kind, error taken,
                const decide_context& in) {
  if (before == after) return;
  const customer& of = *made.after.profile;
  if (before)
    made.changes.erasures.push_back(
        {storage::table::unique, std::string(login_key_of(of, *before, in.tenant.number).view())});
  if (!after) return;
  const storage::key key = login_key_of(of, *after, in.tenant.number);
  expect_absent(made, storage::table::unique, key, std::move(taken));
  made.changes.puts.push_back(
      {storage::table::unique, std::string(key.view()), encoded_entry(in.account, kind)});
}

error refused(errc code, std::string path) {
  return refusal(code, std::string(row_of(code).meaning), std::move(path));
}

// As the field error of a call that may have others.
error invalid(std::string_view path, errc code, std::string message) {
  fields::problems found;
  const fields::path root;
  found.add(root / path, code, std::move(message));
  return found.take();
}

}  // namespace

outcome<decision> decide(const methods::customers_set_username& asked, const account_state& now,
                         const decide_context& in) {
  std::optional<std::string> shown = asked.username, key;
  if (shown) {
    outcome<std::string> canonical = identity::login_key(*shown);
    if (!canonical)
      return invalid("username", canonical.failure().code, canonical.failure().message);
    key = std::move(canonical).value();
  }
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  const customer& before = **found;
  if (before.kind != records::customer_kind::registered) return refusal(errc::not_registered);
  if (key && key == before.email_key) {  // the default: the e-mail is the username
    key.reset();
    shown.reset();
  } else if (shown && identity::looks_like_email(*shown)) {
    return invalid("username", errc::invalid_field,
                   "a username with @ must be the account's own e-mail");
  }
  if (shown == before.username) return unchanged(now, before, in);
  customer after = before;
  after.username = shown;
  after.username_key = key;
  ++after.version;
  decision made = changed(now, std::move(after), "customer.username_changed", {"username"}, in);
  move_login(made, before.username_key, key, login_kind::username,
             refused(errc::username_taken, "username"), in);
  return made;
}

outcome<decision> decide(const methods::customers_change_email& asked, const account_state& now,
                         const decide_context& in) {
  const outcome<identity::email> email = identity::canonical_email(asked.email);
  if (!email) return invalid("email", email.failure().code, email.failure().message);
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  const customer& before = **found;
  if (before.email == email->shown) return unchanged(now, before, in);
  const bool registered = before.kind == records::customer_kind::registered;
  customer after = before;
  after.email = email->shown;
  if (registered) after.email_key = email->canonical;
  std::vector<std::string> names{"email"};
  // Another spelling of the same address stays verified: mail goes to the canonical one.
  const auto old = before.email ? identity::canonical_email(*before.email) : email;
  const bool same_mailbox = before.email && old && old->canonical == email->canonical;
  if (!same_mailbox && before.verified) {
    after.verified = false;
    after.verified_at.reset();
    names.emplace_back("verified");
  }
  ++after.version;
  decision made = changed(now, std::move(after), "customer.email_changed", std::move(names), in);
  if (registered)
    move_login(made, before.email_key, email->canonical, login_kind::email,
               refused(errc::email_taken, "email"), in);
  return made;
}

}  // namespace atrium::actors
