#include "actors/account/creation/creation.hpp"

#include <algorithm>
#include <iterator>

#include "actors/account/belongings/companies.hpp"
#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/creation/first_password.hpp"
#include "actors/account/creation/hidden_accounts.hpp"
#include "actors/account/creation/imported.hpp"
#include "actors/account/creation/registering_buyer.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/mails.hpp"
#include "actors/tenant/mixins.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/identity/password_hash.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/methods/contacts.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/import.hpp"
#include "protocol/methods/newsletter.hpp"
#include "protocol/records/logins.hpp"
#include "protocol/records/site_policies.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

void check_site_and_dates(const records::customer& made,
                          const std::optional<std::string>& preferred_before,
                          const creation_context& in, const fields::path& at,
                          fields::problems& found) {
  const auto& preferred = made.preferred_site;
  if (preferred && preferred != preferred_before &&
      !site_for_customers(in.tenant, in.caller, *preferred))
    found.add(at / "preferred_site", errc::not_found, "there is no such site");
  if (made.date_of_birth && records::is_in_future(*made.date_of_birth, in.now_ms))
    found.add(at / "date_of_birth", errc::invalid_field, "must not lie in the future");
}

void check_restriction(const records::customer& made, const creation_context& in,
                       const fields::path& at, fields::problems& found) {
  if (!may_give(in.caller, restriction_of(in.tenant, made)))
    found.add(at / "restriction", errc::invalid_field, "must be one of the caller's own");
}

// Collects what is wrong with a creation and builds the draft step by step.
class preparation {
 public:
  preparation(const creation_context& in, std::string event) : in_(in) {
    made_.event = std::move(event);
  }

  void take_profile(const fields::partial<records::customer>& profile) {
    std::vector<std::string> changed;
    profile.apply_to(made_.draft, changed);
    const fields::path root;
    check_site_and_dates(made_.draft, {}, in_, root, found_);
    // Who registers himself is given none.
    if (made_.event != "customer.registered") check_restriction(made_.draft, in_, root, found_);
    if (profile.has(&records::customer::mixins)) {
      made_.draft.mixins_version = check_mixins(in_.tenant, records::mixin_entity::customer,
                                                made_.draft.mixins, root / "mixins", found_);
    }
    if (made_.draft.external_id)
      claim(storage::unique_key(in_.tenant.number, storage::unique_space::external_id,
                                *made_.draft.external_id),
            errc::id_taken, "external_id");
  }

  void take_id(const std::optional<std::string>& chosen) {
    if (!chosen) return;
    made_.draft.id = *chosen;
    made_.draft.custom_id = true;
    claim(storage::unique_key(in_.tenant.number, storage::unique_space::customer_id, *chosen),
          errc::id_taken, "id");
  }

  // The site that the account is made at; its realm is where the logins must be unique.
  const records::site* take_site(std::string_view name, std::string_view path) {
    const records::site* site = site_for_customers(in_.tenant, in_.caller, name);
    if (!site) return wrong(errc::not_found, path, "there is no such site"), nullptr;
    made_.draft.home_site = site->name;
    return site;
  }

  // That of the call, or else the preferred one; who is limited to certain sites names one.
  const records::site* choose_site(const fields::partial<records::customer>& profile) {
    const std::optional<std::string>& preferred = profile.values().preferred_site;
    if (in_.options.site) return take_site(*in_.options.site, "call.site");
    if (preferred && site_for_customers(in_.tenant, in_.caller, *preferred))
      return take_site(*preferred, "preferred_site");
    if (!in_.caller.sites.empty())
      wrong(errc::forbidden, "call.site", "a client of certain sites must name one of them");
    return nullptr;
  }

  void take_defaults(const records::site* site) {
    records::customer& draft = made_.draft;
    const auto policies = records::policies_of(in_.tenant.tenant, site ? *site : records::site{});
    if (draft.locale.empty()) draft.locale = policies.locale;
    if (draft.currency.empty()) {
      if (policies.currency)
        draft.currency = *policies.currency;
      else
        wrong(errc::missing_field, "currency",
              "is required: neither site nor tenant has a default");
    }
    draft.active = in_.tenant.tenant.customer_active_on_creation;
    draft.on_hold = in_.tenant.tenant.customer_on_hold_on_creation;
  }

  std::optional<identity::email> take_email(std::string_view typed) {
    outcome<identity::email> email = identity::canonical_email(typed);
    if (!email) return wrong(email.failure().code, "email", email.failure().message), std::nullopt;
    made_.draft.email = email->shown;
    return std::move(email).value();
  }

  void take_contact(const std::optional<std::string>& email,
                    const std::vector<std::string>& companies) {
    made_.draft.kind = records::customer_kind::contact;
    if (email) take_email(*email);
    for (std::size_t i = 0; i < companies.size(); ++i)
      if (std::ranges::find(companies, companies[i]) - companies.begin() <
          static_cast<std::ptrdiff_t>(i))
        wrong(errc::invalid_field, "companies", "names one twice");
    if (!companies.empty()) made_.draft.companies = companies;
  }

  // At the companies that he has been given.
  void take_company_roles(const std::vector<records::roles_at_company>& roles) {
    const std::vector<std::string> ids = made_.draft.company_ids();
    for (std::size_t i = 0; i < roles.size(); ++i) {
      const std::string& company = roles[i].company;
      const auto first = std::ranges::find(roles, company, &records::roles_at_company::company);
      const std::string path = "company_roles." + std::to_string(i) + ".company";
      if (std::ranges::count(ids, company) == 0)
        wrong(errc::invalid_field, path, "is none of `companies`");
      else if (first - roles.begin() < static_cast<std::ptrdiff_t>(i))
        wrong(errc::invalid_field, path, "is named twice");
      else
        set_roles(made_.draft, company, roles[i].roles);
    }
  }

  // Kind, and the claims on the one namespace of e-mails and usernames that a realm has. The home
  // site must have been taken.
  void take_logins(std::string_view email_typed, const std::optional<std::string>& username) {
    made_.draft.kind = records::customer_kind::registered;
    const std::optional<identity::email> email = take_email(email_typed);
    if (email) made_.draft.email_key = email->canonical;
    if (username) {
      outcome<own_username> own = username_of(*username, made_.draft.email_key);
      if (!own) wrong(own.failure().code, "username", own.failure().message);
      if (own) {
        made_.draft.username = std::move(own->shown);
        made_.draft.username_key = std::move(own->key);
      }
    }
    std::ranges::move(login_claims(made_.draft, in_.tenant), std::back_inserter(made_.claims));
  }

  void take_password(secret&& password, std::string_view path, const records::site* site,
                     records::password_state state) {
    const auto strong = check_new_password(password, in_.tenant, site, made_.draft.email_key);
    if (!strong) return wrong(strong.failure().code, path, strong.failure().message);
    made_.password = std::move(password);
    made_.draft.password = state;
  }

  // That he is given, and what he hears of it.
  void take_first_password(methods::customers_create& call) {
    const first_password_wish wish = first_password_wish_of(call);
    made_.told_of_password = actors::take_first_password(wish, made_.draft, in_.tenant, found_);
    if (wish.generate_password) made_.password = made_up_password(*in_.world);
    if (wish.initial_password) made_.password = std::move(call.initial_password);
    if (wish.send_password_link) made_.link = records::link_purpose::set_password;
  }

  // What was decided elsewhere and long ago.
  void take_past(const methods::import_row& row) {
    made_.imported = true;
    records::customer& draft = made_.draft;
    draft.active = row.active.value_or(draft.active);
    draft.on_hold = row.on_hold.value_or(draft.on_hold);
    draft.verified = row.verified.value_or(false);
    draft.created_at = row.created_at.value_or(in_.now_ms);
    draft.registered_at = row.registered_at;
    for (const auto& [time, path] :
         {std::pair{&row.created_at, "created_at"}, std::pair{&row.registered_at, "registered_at"}})
      if (*time && **time > in_.now_ms)
        wrong(errc::invalid_field, path, "must not lie in the future");
    if (!row.password_hash) return;
    if (const auto hash = identity::read_password_hash(row.password_hash->reveal()); !hash)
      wrong(hash.failure().code, "password_hash", hash.failure().message);
    draft.password = records::password_state::legacy;
  }

  // The mail that verifies his e-mail, where the tenant wants that; whose account has to be
  // activated first hears nothing yet (features.md S3).
  void take_verification() {
    if (in_.tenant.tenant.mail_verification && is_fully_active(made_.draft))
      made_.link = records::link_purpose::verify_email;
  }

  void take_policies(const records::site* site) {
    made_.tells_nothing = hides_accounts_from(in_.caller, in_.tenant);
    made_.owner_decides =
        made_.tells_nothing ||
        (site && records::policies_of(in_.tenant.tenant, *site).login_needs_verification);
  }

  // Whether the order makes an account (features.md A9, A10): says what is wrong with that as the
  // site wants it.
  bool registers_at_order(const methods::customers_record_guest& call, const records::site& site) {
    using at_checkout = records::registration_at_checkout;
    const auto policy = records::policies_of(in_.tenant.tenant, site).register_at_checkout;
    const auto refused = refuse_registering(&site, in_.tenant);
    const bool may = !refused && call.email;
    if (!call.registers.value_or(false)) {
      if (policy == at_checkout::automatic) return may && site.storefront_url;
      if (policy == at_checkout::required && !refused)
        wrong(errc::missing_field, "register", "is required: who orders at this site registers");
      return false;
    }
    if (refused)
      wrong(refused->code, "register", refused->message);
    else if (!call.email)
      wrong(errc::missing_field, "email", "is required of who registers");
    else if (!site.storefront_url)
      wrong(errc::missing_field, "site", "it has no storefront_url to link to");
    return may;
  }

  // An account with the e-mail, if that has none yet; whoever asks does not learn which.
  void take_registration(std::string_view email) {
    made_.event = "customer.registered";
    take_logins(email, {});
    made_.link = records::link_purpose::set_password;
    made_.else_guest = true;
    if (!hides_accounts_from(in_.caller, in_.tenant)) return;
    using who = records::customer;
    for (const int tag : {fields::tag_of<who>("kind"), fields::tag_of<who>("password"),
                          fields::tag_of<who>("registered_at")})
      made_.answered.reset(static_cast<std::size_t>(tag));
  }

  // Whoever subscribes with the address next is led to this guest.
  void take_subscription(const methods::newsletter_subscribe& asked, const records::site& site,
                         const std::string& address) {
    const std::string hash =
        newsletter_address_hash(in_.tenant, in_.tenant.realm_of(site), address);
    claim(storage::link_key(in_.tenant.number, hash), errc::overloaded, "email");
    made_.claims.back().of_newsletter = true;
    made_.subscribes = std::make_shared<const methods::newsletter_subscribe>(asked);
    made_.tells_nothing = true;
  }

  void require_names() {
    if (!made_.draft.first_name) wrong(errc::missing_field, "first_name", "is required");
    if (!made_.draft.last_name) wrong(errc::missing_field, "last_name", "is required");
  }

  void wrong(errc code, std::string_view path, std::string message) {
    const fields::path root;
    found_.add(root / path, code, std::move(message));
  }

  outcome<creation> done() && {
    if (!found_.none()) return found_.take();
    return std::move(made_);
  }

 private:
  void claim(const storage::key& key, errc taken, std::string path) {
    made_.claims.push_back({std::string(key.view()), taken, std::move(path), {}});
  }

  const creation_context& in_;
  creation made_;
  fields::problems found_;
};

}  // namespace

void check_profile(const records::customer& made,
                   const std::optional<std::string>& preferred_before, const creation_context& in,
                   const fields::path& at, fields::problems& found) {
  check_site_and_dates(made, preferred_before, in, at, found);
  check_restriction(made, in, at, found);
}

outcome<own_username> username_of(const std::string& typed,
                                  const std::optional<std::string>& email_key) {
  outcome<std::string> key = identity::login_key(typed);
  if (!key) return key.failure();
  if (*key == email_key) return own_username{};
  if (identity::looks_like_email(typed))
    return refusal(errc::invalid_field, "a username with @ must be the account's own e-mail");
  return own_username{typed, std::move(key).value()};
}

name_claim login_claim(tenant_number tenant, realm_number realm, std::string_view canonical,
                       records::login_kind login) {
  const std::string key(storage::login_key(tenant, realm, canonical).view());
  switch (login) {
    case records::login_kind::email:
      return {key, errc::email_taken, "email", login, realm};
    case records::login_kind::pending_email:
      return {key, errc::email_taken, "new_email", login, realm};
    case records::login_kind::username:
      break;
  }
  return {key, errc::username_taken, "username", login, realm};
}

std::vector<name_claim> login_claims(const records::customer& who, const tenant_view& tenant) {
  std::vector<name_claim> claims;
  const login_realms realms = tenant.realms_of(who);
  for (const auto& realm : {std::optional(realms.own), realms.also}) {
    if (!realm) continue;
    records::for_each_login(who, [&](const std::string& canonical, records::login_kind kind) {
      claims.push_back(login_claim(tenant.number, *realm, canonical, kind));
    });
  }
  return claims;
}

void make_guest(creation& made) {
  made.event = "customer.guest_recorded";
  made.draft.kind = records::customer_kind::guest;
  made.draft.email_key.reset();
  made.link.reset();
  made.else_guest = false;
  std::erase_if(made.claims, [](const name_claim& each) { return each.login.has_value(); });
}

outcome<creation> prepare(methods::customers_register&& call, const creation_context& in) {
  if (!in.tenant.tenant.storefront) return refusal(errc::capability_off);
  preparation work(in, "customer.registered");
  const records::site* site = work.take_site(call.site, "site");
  work.take_profile(call.profile);
  work.take_defaults(site);
  work.require_names();
  work.take_logins(call.email, call.username);
  work.take_password(std::move(call.password), "password", site, records::password_state::set);
  work.take_verification();
  work.take_policies(site);
  fields::for_each_field<records::customer>([&](const auto& one) {
    if (one.open_to == fields::access::back_office && call.profile.has(one.member))
      work.wrong(errc::forbidden, one.name, "not at a self-registration");
  });
  return std::move(work).done();
}

outcome<creation> prepare(methods::customers_create&& call, const creation_context& in) {
  preparation work(in, "customer.created");
  work.take_profile(call.profile);
  work.take_id(call.id);
  work.take_defaults(work.choose_site(call.profile));
  work.require_names();
  work.take_logins(call.email, call.username);
  work.take_first_password(call);
  return std::move(work).done();
}

outcome<creation> prepare(methods::customers_record_guest&& call, const creation_context& in) {
  preparation work(in, "customer.guest_recorded");
  const records::site* site = work.take_site(call.site, "site");
  if (site && !records::policies_of(in.tenant.tenant, *site).guest_checkout)
    work.wrong(errc::forbidden, "site", "guests may not buy at this site");
  work.take_id(call.id);
  work.take_profile(call.profile);
  work.take_defaults(site);
  if (site && work.registers_at_order(call, *site))
    work.take_registration(*call.email);
  else if (call.email)
    work.take_email(*call.email);
  return std::move(work).done();
}

outcome<creation> prepare_subscriber(const methods::newsletter_subscribe& asked,
                                     const creation_context& in) {
  preparation work(in, "customer.guest_recorded");
  const records::site* site = work.take_site(asked.site, "site");
  work.take_defaults(site);
  const auto email = work.take_email(asked.email.value_or(std::string()));
  if (site && email) work.take_subscription(asked, *site, email->canonical);
  return std::move(work).done();
}

outcome<creation> prepare(methods::contacts_create&& call, const creation_context& in) {
  if (!in.tenant.tenant.b2b) return refusal(errc::capability_off);
  preparation work(in, "customer.contact_created");
  work.take_profile(call.profile);
  const records::site* site = work.choose_site(call.profile);
  work.take_id(call.id);
  work.take_defaults(site);
  work.require_names();
  work.take_contact(call.email, call.companies.value_or(std::vector<std::string>{}));
  if (call.company_roles) work.take_company_roles(*call.company_roles);
  return std::move(work).done();
}

outcome<creation> prepare(const methods::import_row& row, const creation_context& in) {
  preparation work(in, "customer.imported");
  work.take_profile(row.profile);
  const std::optional<std::string>& preferred = row.profile.values().preferred_site;
  const records::site* site = nullptr;
  if (row.home_site)
    site = work.take_site(*row.home_site, "home_site");
  else if (in.options.site)
    site = work.take_site(*in.options.site, "call.site");
  else if (preferred && site_for_customers(in.tenant, in.caller, *preferred))
    site = work.take_site(*preferred, "preferred_site");
  else if (!in.caller.sites.empty())
    work.wrong(errc::forbidden, "home_site", "a client of certain sites must name one of them");
  work.take_id(row.id);
  work.take_defaults(site);
  work.take_past(row);
  if (row.kind == records::customer_kind::guest || row.kind == records::customer_kind::contact) {
    if (row.kind == records::customer_kind::contact)
      work.take_contact(row.email, {});
    else if (row.email)
      work.take_email(*row.email);
    for (const auto& [given, path] : {std::pair{row.username.has_value(), "username"},
                                      std::pair{row.password_hash.has_value(), "password_hash"},
                                      std::pair{row.registered_at.has_value(), "registered_at"}})
      if (given) work.wrong(errc::invalid_field, path, "only who is registered has one");
  } else {
    work.require_names();
    if (row.email)
      work.take_logins(*row.email, row.username);
    else
      work.wrong(errc::missing_field, "email", "is required");
  }
  return std::move(work).done();
}

}  // namespace atrium::actors
