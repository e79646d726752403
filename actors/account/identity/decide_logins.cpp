#include <algorithm>
#include <utility>

#include "actors/account/decide.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/names.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/methods/logins.hpp"

namespace atrium::actors {
namespace {

using records::customer;

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
  if (asked.username)
    if (const auto canonical = identity::login_key(*asked.username); !canonical)
      return invalid("username", canonical.failure().code, canonical.failure().message);
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  const customer& before = **found;
  if (before.kind != records::customer_kind::registered) return refusal(errc::not_registered);
  outcome<own_username> own{own_username{}};
  if (asked.username) own = username_of(*asked.username, before.email_key);
  if (!own) return invalid("username", own.failure().code, own.failure().message);
  if (own->shown == before.username) return unchanged(now, before, in);
  customer after = before;
  after.username = own->shown;
  after.username_key = own->key;
  ++after.version;
  decision made = changed(now, std::move(after), "customer.username_changed", {"username"}, in);
  move_logins(made, before, *made.after.profile, in);
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
    names.emplace_back("verified");
    if (std::exchange(after.verified_at, {})) names.emplace_back("verified_at");
  }
  forget_pending_email(after, names);
  ++after.version;
  decision made = changed(now, std::move(after), "customer.email_changed", std::move(names), in);
  auto& journal = made.changes.journal;
  const auto told_before = static_cast<std::ptrdiff_t>(journal.size());
  end_links(made, in);
  // The number of the change itself is that of the answer.
  std::rotate(journal.begin(), journal.begin() + told_before, journal.end());
  if (registered) move_logins(made, before, *made.after.profile, in);
  return made;
}

}  // namespace atrium::actors
