// newsletter.subscribe confirm unsubscribe status subscribers (features.md G8).
#pragma once

#include "protocol/methods/links.hpp"
#include "protocol/records/newsletter.hpp"

namespace atrium::methods {

struct newsletter_subscribe {
  static constexpr definition about{
      "newsletter.subscribe",
      "Mails a link, good for 24 hours, by which the newsletter of the site is confirmed; nobody "
      "gets it before. Of an e-mail, or the shopper of call.shopper, or the customer named. Of an "
      "e-mail the answer is the same in any case; one that no customer has becomes a guest's.",
      audience::clients,
      any_of(records::scope::storefront, records::scope::marketing),
      effect::account,
      shoppers::may,
      hand::own};
  static constexpr std::array errors{errc::not_found,     errc::missing_field, errc::capability_off,
                                     errc::limit_reached, errc::overloaded,    errc::forbidden};
  using result = no_result;
  std::string site;
  std::optional<std::string> email;
  std::optional<customer_reference> customer;
  std::optional<std::string> source;
  std::optional<std::string> text_version;
  std::vector<std::string> groups;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = newsletter_subscribe;
    rule group = records::rules::name<64>;
    group.items_max = 20;
    return list{
        parameter{"site", &n::site, "Whose newsletter.", records::rules::short_name},
        parameter{"email", &n::email, "Where it is to go.", email_text},
        parameter{"customer", &n::customer, "Or whose it is (default: the shopper)."},
        parameter{"source", &n::source, "Where he asked for it: which form, which campaign.",
                  records::rules::name<100>},
        parameter{"text_version", &n::text_version, "Of the words that he agrees to.",
                  records::rules::name<100>},
        parameter{"groups", &n::groups, "Which parts of it (default: all).", group}};
  }
};

struct newsletter_confirm : token_of_link {
  static constexpr definition about{
      "newsletter.confirm", "He wants the newsletter, by the token of a link.", audience::clients,
      any_of(records::scope::storefront, records::scope::marketing), effect::account};
  static constexpr std::array errors{errc::invalid_token, errc::capability_off};
  using result = no_result;
};

struct newsletter_unsubscribe {
  static constexpr definition about{
      "newsletter.unsubscribe",
      "He does not want it any more: by the token of a mail, which is good for ever and asks for "
      "no login, or the shopper of call.shopper, or the customer named.",
      audience::clients,
      any_of(records::scope::storefront, records::scope::marketing),
      effect::account,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::missing_field, errc::invalid_token};
  using result = no_result;
  std::optional<secret> token;
  std::optional<customer_reference> customer;
  std::optional<std::string> site;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = newsletter_unsubscribe;
    return list{
        parameter{"token", &n::token,
                  "From the link in a mail, or unsubscribe_token of the status.", link_token_text},
        parameter{"customer", &n::customer, "Or whose it is (default: the shopper)."},
        parameter{"site", &n::site, "Only of this site (default: of all); with a token, its own.",
                  records::rules::short_name}};
  }
};

struct newsletter_status {
  static constexpr definition about{
      "newsletter.status",
      "Which newsletters a customer was asked for, by site, and what he said. Each has "
      "`email_changed` where his e-mail is another than the address by now and, but for the "
      "shopper, `unsubscribe_token`, for the link in each issue.",
      audience::clients,
      any_of(records::scope::storefront, records::scope::marketing),
      effect::read,
      shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found, errc::missing_field, errc::capability_off};
  using result = items_of<records::newsletter>;
  std::optional<customer_reference> customer;
  std::optional<std::string> site;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = newsletter_status;
    return list{parameter{"customer", &n::customer, "Whose (default: the shopper's)."},
                parameter{"site", &n::site, "Only of this site.", records::rules::short_name}};
  }
};

struct newsletter_subscribers {
  static constexpr definition about{
      "newsletter.subscribers",
      "Who has confirmed the newsletter of a site, contacts as well, by customer number. Each is "
      "as "
      "newsletter.status has it, with `customer` (his id) and `number`; it goes to `address`.",
      audience::clients, any_of(records::scope::marketing), effect::scan};
  static constexpr std::array errors{errc::not_found, errc::capability_off, errc::overloaded,
                                     errc::deadline_exceeded};
  using result = listed<records::newsletter>;
  std::string site;
  std::optional<std::string> group;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = newsletter_subscribers;
    return list{
        parameter{"site", &n::site, "Whose newsletter.", records::rules::short_name},
        parameter{"group", &n::group, "Only who wants this part of it, or all.",
                  records::rules::name<64>},
        parameter{"sort", &n::sort,
                  "number or id of the customer, `-` before it for descending (default: number).",
                  rule{.bytes_max = 16}},
        parameter{"limit", &n::limit, "At most so many (default 50).", rule{.min = 1, .max = 200}},
        parameter{"cursor", &n::cursor, "next_cursor of the page before.",
                  rule{.bytes_max = 1024}}};
  }
};

}  // namespace atrium::methods
