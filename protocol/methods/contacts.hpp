// contacts.create list convert (features.md G10). A contact is a customer's record of kind
// `contact`, so all methods of customers work on him that do not want a login.
#pragma once

#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/roles_at_company.hpp"

namespace atrium::methods {

struct contacts_create {
  static constexpr definition about{
      "contacts.create",
      "Records a person who has neither bought nor registered; any number may share an e-mail. He "
      "is a customer of kind contact, and customers.get, update, merge, erase, … work on him.",
      audience::clients, any_of(records::scope::customers_write), effect::creation};
  static constexpr std::array errors{errc::id_taken, errc::not_found, errc::forbidden,
                                     errc::capability_off};
  using result = records::customer;
  std::optional<std::string> email;
  std::optional<std::string> id;
  std::optional<std::vector<std::string>> companies;
  std::optional<std::vector<records::roles_at_company>> company_roles;
  fields::partial<records::customer> profile;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = contacts_create;
    return list{
        parameter{"email", &c::email, "Where he is written to.", email_text},
        parameter{"id", &c::id, "A chosen id; else one is generated.", records::rules::customer_id},
        parameter{"companies", &c::companies, "Ids of approved companies that he belongs to.",
                  rule{.bytes_max = 64, .items_max = records::customer::companies_max}},
        parameter{"company_roles", &c::company_roles,
                  "What he is at some of `companies`, as companies.assign has it.",
                  rule{.items_max = records::customer::companies_max}},
        embedded{&c::profile}};
  }
};

struct contacts_list {
  static constexpr definition about{
      "contacts.list", "Contacts by filter, search and order, as customers.list.",
      audience::clients, any_of(records::scope::customers_read), effect::scan};
  static constexpr std::array errors{errc::overloaded, errc::deadline_exceeded,
                                     errc::capability_off};
  using result = listed<records::customer>;
  std::optional<std::string> company;
  std::optional<atrium::fields::dynamic_map> filter;
  std::optional<std::string> search;
  std::optional<std::string> sort;
  std::vector<std::string> chosen;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    return joined(list{parameter{"company", &contacts_list::company, "Of this company, by its id.",
                                 rule{.bytes_max = 64}}},
                  list_parameters<contacts_list>());
  }
};

// What becomes of a contact.
enum class conversion : std::uint8_t { guest, registered };
constexpr auto enum_names(conversion) {
  return std::array<std::string_view, 2>{"guest", "registered"};
}

struct contacts_convert {
  static constexpr definition about{
      "contacts.convert",
      "Makes a guest of a contact, or a registered customer, whose e-mail is his login then: he "
      "keeps his id and all that belongs to him.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{
      errc::not_found,     errc::version_conflict, errc::email_taken,   errc::username_taken,
      errc::weak_password, errc::overloaded,       errc::limit_reached, errc::capability_off};
  using result = records::customer;
  customer_reference customer;
  conversion to = conversion::guest;
  std::optional<std::string> email;
  std::optional<std::string> username;
  std::optional<secret> initial_password;
  std::optional<bool> generate_password;
  std::optional<bool> send_mail;
  std::optional<bool> send_password_link;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = contacts_convert;
    return list{
        parameter{"customer", &c::customer, "Which contact."},
        parameter{"to", &c::to, "What he becomes."},
        parameter{"email", &c::email, "His e-mail (default: the one that he has).", email_text},
        parameter{"username", &c::username,
                  "Of a registered one: login name other than the e-mail.", username_text},
        parameter{"initial_password", &c::initial_password,
                  "Of a registered one, as customers.create has it; so are the next two.",
                  password_text},
        parameter{"generate_password", &c::generate_password,
                  "true: he is mailed an initial password that nobody else sees."},
        parameter{"send_mail", &c::send_mail,
                  "Whether he is written to about initial_password (default: true)."},
        parameter{"send_password_link", &c::send_password_link,
                  "Of a registered one: true: he is mailed a link, good for 72 hours, to choose a "
                  "password."}};
  }
};

}  // namespace atrium::methods
