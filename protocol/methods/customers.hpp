// customers.register create record_guest get update set_status erase remove export_data.
#pragma once

#include "config/secret.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::methods {

inline constexpr fields::rule email_text{.bytes_max = 320};
inline constexpr fields::rule username_text{.bytes_max = 512};
inline constexpr fields::rule password_text{.bytes_max = 256};

// Names one customer in exactly one way. E-mail and username name a registered customer of the
// realm of `call.site`.
struct customer_reference {
  std::optional<std::string> id;
  std::optional<std::int64_t> number;
  std::optional<std::string> reference;
  std::optional<std::string> external_id;
  std::optional<std::string> email;
  std::optional<std::string> username;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customer_reference;
    return list{parameter{"id", &c::id, "The customer's id.", rule{.bytes_max = 64}},
                parameter{"number", &c::number, "The customer number.", rule{.min = 1}},
                parameter{"reference", &c::reference, "The reference for letters and links.",
                          rule{.bytes_max = 64}},
                parameter{"external_id", &c::external_id, "The id in another system.",
                          rule{.bytes_max = 256}},
                parameter{"email", &c::email, "The e-mail of a registered customer.", email_text},
                parameter{"username", &c::username, "The username of a registered customer.",
                          username_text}};
  }
};

struct customers_register {
  static constexpr definition about{
      "customers.register",
      "A shopper registers himself at a site. Where login needs a verified e-mail, an account that "
      "was never verified becomes his who registers again; where the tenant hides accounts, a "
      "storefront is answered {} in any case.",
      audience::clients, any_of(records::scope::storefront, records::scope::customers_write),
      effect::creation};
  static constexpr std::array errors{
      errc::email_taken, errc::username_taken, errc::weak_password,  errc::not_found,
      errc::id_taken,    errc::overloaded,     errc::capability_off, errc::forbidden};
  using result = records::customer;
  std::string site;
  std::string email;
  secret password;
  std::optional<std::string> username;
  fields::partial<records::customer> profile;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_register;
    return list{
        parameter{"site", &c::site, "The site he registers at.", records::rules::short_name},
        parameter{"email", &c::email, "Becomes the login e-mail.", email_text},
        parameter{"password", &c::password, "As typed.", password_text},
        parameter{"username", &c::username, "Login name other than the e-mail.", username_text},
        embedded{&c::profile}};
  }
};

struct customers_create {
  static constexpr definition about{
      "customers.create", "Staff or a client makes a registered customer.", audience::clients,
      any_of(records::scope::customers_write), effect::creation};
  static constexpr std::array errors{errc::email_taken,   errc::username_taken, errc::id_taken,
                                     errc::weak_password, errc::not_found,      errc::overloaded,
                                     errc::forbidden};
  using result = records::customer;
  std::string email;
  std::optional<std::string> id;
  std::optional<std::string> username;
  std::optional<secret> initial_password;
  std::optional<bool> generate_password;
  std::optional<bool> send_mail;
  std::optional<bool> send_password_link;
  fields::partial<records::customer> profile;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_create;
    return list{
        parameter{"email", &c::email, "Becomes the login e-mail.", email_text},
        parameter{"id", &c::id, "A chosen id; else one is generated.", records::rules::customer_id},
        parameter{"username", &c::username, "Login name other than the e-mail.", username_text},
        parameter{"initial_password", &c::initial_password, "To be changed at the first login.",
                  password_text},
        parameter{"generate_password", &c::generate_password,
                  "true: he is mailed an initial password that nobody else sees; only where the "
                  "tenant mails passwords."},
        parameter{
            "send_mail", &c::send_mail,
            "With initial_password: false: he is not written to about it, nor when the account "
            "becomes active. Else he is told the password, if the tenant mails passwords, and "
            "that the account is being prepared where he may not log in yet."},
        parameter{"send_password_link", &c::send_password_link,
                  "true: he is mailed a link, good for 72 hours, to choose a password."},
        embedded{&c::profile}};
  }
};

struct customers_record_guest {
  static constexpr definition about{
      "customers.record_guest",
      "Records who ordered without registering, or registers him, as register_at_checkout of the "
      "site says: with auto whoever has an e-mail that no account has. Who is registered is mailed "
      "a link, good for 72 hours, to choose a password. Where the e-mail has an account, a guest "
      "is recorded.",
      audience::clients,
      any_of(records::scope::storefront, records::scope::customers_write,
             records::scope::orders_write),
      effect::creation};
  static constexpr std::array errors{errc::not_found, errc::id_taken, errc::forbidden,
                                     errc::missing_field, errc::capability_off};
  using result = records::customer;
  std::string site;
  std::optional<std::string> email;
  std::optional<std::string> id;
  std::optional<bool> registers;
  fields::partial<records::customer> profile;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_record_guest;
    return list{
        parameter{"site", &c::site, "The site of the order.", records::rules::short_name},
        parameter{"email", &c::email, "Contact e-mail; any number of guests may share one.",
                  email_text},
        parameter{"id", &c::id, "A chosen id; else one is generated.", records::rules::customer_id},
        parameter{"register", &c::registers,
                  "true: he wants an account. Where the tenant hides accounts, a storefront is not "
                  "told whether he got one: kind, password and times of it are left out."},
        embedded{&c::profile}};
  }
};

struct customers_get {
  static constexpr definition about{
      "customers.get", "One customer.", audience::clients, any_of(records::scope::customers_read),
      effect::read,    shoppers::may,   hand::any};
  static constexpr std::array errors{errc::not_found, errc::forbidden};
  using result = records::customer;
  customer_reference customer;
  std::vector<std::string> expand;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_get;
    return list{parameter{"customer", &c::customer, "Which one."},
                parameter{"expand", &c::expand,
                          "Further sections to answer with: addresses, carts, companies (in the "
                          "place of their ids), "
                          "coupons (that are valid), credit, lists (without their items), "
                          "memberships (and roles, "
                          "that are active), newsletter (with the scope marketing), orders (the "
                          "newest), summary.",
                          rule{.bytes_max = 64}}};
  }
};

struct customers_update {
  static constexpr definition about{"customers.update", "Changes fields of the profile.",
                                    audience::clients,  any_of(records::scope::customers_write),
                                    effect::account,    shoppers::may,
                                    hand::any};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::id_taken};
  using result = records::customer;
  customer_reference customer;
  fields::partial<records::customer> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_update;
    return list{parameter{"customer", &c::customer, "Which one."},
                parameter{"set", &c::set, "Fields to change."},
                parameter{"unset", &c::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

struct customers_set_status {
  static constexpr definition about{"customers.set_status",
                                    "Allows, forbids or suspends logging in.", audience::clients,
                                    any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::customer;
  customer_reference customer;
  std::optional<bool> active;
  std::optional<bool> on_hold;
  std::optional<bool> send_mail;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_set_status;
    return list{parameter{"customer", &c::customer, "Which one."},
                parameter{"active", &c::active, "false: may not log in."},
                parameter{"on_hold", &c::on_hold, "true: may not log in for now."},
                parameter{"send_mail", &c::send_mail,
                          "Whether he is written to that the account is active now (default: "
                          "if he was told that it is being prepared)."}};
  }
};

struct customers_erase {
  static constexpr definition about{
      "customers.erase", "Erases a person's data for good, in two steps: asks, then does it.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::invalid_token};
  struct result {
    std::optional<std::string> confirm;
    std::optional<std::int64_t> expires_at;
    std::optional<std::int64_t> erased_at;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"confirm", &r::confirm,
                            "What the second call must bring; void once the customer has changed."},
                  parameter{"expires_at", &r::expires_at, "Until when it may."},
                  parameter{"erased_at", &r::erased_at, "Set once it is done."}};
    }
  };
  customer_reference customer;
  std::optional<std::string> confirm;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_erase;
    return list{parameter{"customer", &c::customer, "Which one."},
                parameter{"confirm", &c::confirm,
                          "From the answer to the first call; without it nothing is erased.",
                          rule{.bytes_max = 64}}};
  }
};

struct customers_export_data {
  static constexpr definition about{
      "customers.export_data",
      "All that is known of a person, in one document. Where more than 64 MiB is stored of him "
      "that "
      "is limit_reached; the lists of what belongs to him have it in pages.",
      audience::clients, any_of(records::scope::customers_read), effect::account};
  static constexpr std::array errors{errc::not_found, errc::limit_reached};
  using result = atrium::fields::dynamic_map;
  customer_reference customer;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_export_data;
    return list{parameter{"customer", &c::customer, "Which one."}};
  }
};

struct customers_remove {
  static constexpr definition about{
      "customers.remove", "Removes a customer as if there had been none, but for the journal.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::has_orders};
  using result = no_result;
  customer_reference customer;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = customers_remove;
    return list{parameter{"customer", &c::customer, "Which one."}};
  }
};

}  // namespace atrium::methods
