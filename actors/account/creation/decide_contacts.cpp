// contacts.convert (features.md G10): one commit makes a guest or a registered customer of a
// contact, whose login names are taken in it.
#include "actors/account/changed_fields.hpp"
#include "actors/account/creation/first_password.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/names.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/methods/contacts.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using records::customer_kind;

// What the contact becomes, and what keeps him from it.
class converted {
 public:
  converted(const customer& before, const methods::contacts_convert& asked,
            const decide_context& in)
      : after(before), before_(before), asked_(asked), in_(in) {}

  void become_guest() {
    after.kind = customer_kind::guest;
    if (asked_.email) take_email(*asked_.email);
    if (asked_.username) wrong("username", errc::invalid_field, "a guest has none");
    for (const auto& [is_asked, path] :
         {std::pair{asked_.initial_password.has_value(), "initial_password"},
          std::pair{asked_.generate_password.value_or(false), "generate_password"},
          std::pair{asked_.send_mail.value_or(false), "send_mail"},
          std::pair{asked_.send_password_link.value_or(false), "send_password_link"}})
      if (is_asked) wrong(path, errc::invalid_field, "a guest has no password");
  }

  // As customers.create makes one.
  void become_registered() {
    after.kind = customer_kind::registered;
    after.registered_at = in_.now_ms;
    after.active = in_.tenant.tenant.customer_active_on_creation;
    after.on_hold = in_.tenant.tenant.customer_on_hold_on_creation;
    if (!before_.first_name) wrong("first_name", errc::missing_field, "the contact has none yet");
    if (!before_.last_name) wrong("last_name", errc::missing_field, "the contact has none yet");
    const auto& email = asked_.email ? asked_.email : before_.email;
    if (email)
      after.email_key = take_email(*email);
    else
      wrong("email", errc::missing_field, "is required: the contact has none");
    if (asked_.username) take_username(*asked_.username);
    is_told_of_password =
        take_first_password(first_password_wish_of(asked_), after, in_.tenant, found);
  }

  customer after;
  bool is_told_of_password = false;
  fields::problems found;

 private:
  std::optional<std::string> take_email(const std::string& typed) {
    const auto email = identity::canonical_email(typed);
    if (!email) {
      wrong("email", email.failure().code, email.failure().message);
      return {};
    }
    after.email = email->shown;
    return email->canonical;
  }

  void take_username(const std::string& typed) {
    auto own = username_of(typed, after.email_key);
    if (!own) return wrong("username", own.failure().code, own.failure().message);
    after.username = std::move(own->shown);
    after.username_key = std::move(own->key);
  }

  void wrong(std::string_view path, errc code, std::string message) {
    const fields::path root;
    found.add(root / path, code, std::move(message));
  }

  const customer& before_;
  const methods::contacts_convert& asked_;
  const decide_context& in_;
};

}  // namespace

outcome<decision> decide(const methods::contacts_convert& asked, const account_state& now,
                         const decide_context& in) {
  if (!in.tenant.tenant.b2b) return refusal(errc::capability_off);
  const auto known = existing_at_version(now, in);
  if (!known) return known.failure();
  const customer& before = **known;
  if (before.kind != customer_kind::contact)
    return refusal(errc::invalid_field, "customer: is no contact", "customer");
  const bool registers = asked.to == methods::conversion::registered;
  converted work(before, asked, in);
  registers ? work.become_registered() : work.become_guest();
  if (!work.found.none()) return work.found.take();
  std::vector<std::string> names;
  name_changes(before, work.after, names);
  ++work.after.version;
  decision made = changed(now, std::move(work.after), "customer.converted", std::move(names), in);
  if (!registers) return made;
  move_logins(made, before, *made.after.profile, in);
  if (!in.password_hash.empty()) replace_password(made, in);
  if (work.is_told_of_password) {
    const auto password = asked.initial_password ? asked.initial_password->reveal() : in.made_up;
    if (auto told = tell_of_password(made, password, in); !told) return told.failure();
  }
  if (!asked.send_password_link.value_or(false)) return made;
  if (const auto sent = send_link(made, records::link_purpose::set_password, in); !sent)
    return sent.failure();
  return made;
}

}  // namespace atrium::actors
