// mails.list retry, and templates.set get list remove preview: what customers are written, and in
// which words.
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/mail.hpp"

namespace atrium::methods {

struct mails_list {
  static constexpr definition about{
      "mails.list", "The mails to a customer and what has become of them, newest first.",
      audience::clients, any_of(records::scope::customers_read), effect::read};
  static constexpr std::array errors{errc::not_found};
  using result = items_of<records::mail>;
  customer_reference customer;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = mails_list;
    return list{
        parameter{"customer", &m::customer, "To whom."},
        parameter{"limit", &m::limit, "At most so many (default 50).", rule{.min = 1, .max = 200}},
        parameter{"cursor", &m::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

struct mails_retry {
  static constexpr definition about{
      "mails.retry",
      "Has a mail tried again that was given up. if_version is the mail's. One with a link that "
      "proves who opens it, or a password, is not: have a new one sent.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::invalid_token};
  using result = records::mail;
  customer_reference customer;
  std::string mail;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = mails_retry;
    return list{parameter{"customer", &m::customer, "To whom."},
                parameter{"mail", &m::mail, "Its id.", rule{.bytes_max = 64}}};
  }
};

inline constexpr std::string_view template_words =
    "Mustache: variables and sections ({{#link}}…{{/link}}); what there is follows from the "
    "purpose.";
inline constexpr fields::rule subject_template{.bytes_max = 512};
inline constexpr fields::rule body_template{.bytes_max = 16'384};

struct templates_set {
  static constexpr definition about{
      "templates.set", "Gives the tenant's mails of a purpose words of its own in a locale.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::mail_template;
  mailing::purpose purpose = mailing::purpose::activation;
  std::string locale;
  std::optional<std::string> site;
  std::string subject;
  std::string text;
  std::optional<std::string> html;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = templates_set;
    return list{
        parameter{"purpose", &t::purpose, "What the mails are for."},
        parameter{"locale", &t::locale, "BCP-47: de also serves de-AT.", records::rules::locale},
        parameter{"site", &t::site, "Only at this site (default: at all that have no other).",
                  records::rules::short_name},
        parameter{"subject", &t::subject, "One line; mustache.", subject_template},
        parameter{"text", &t::text, template_words, body_template},
        parameter{"html", &t::html, "The same as HTML, where values are escaped; none: text only.",
                  body_template}};
  }
};

struct templates_remove {
  static constexpr definition about{
      "templates.remove", "Takes such words away: the next that fit serve, at last Atrium's own.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = no_result;
  mailing::purpose purpose = mailing::purpose::activation;
  std::string locale;
  std::optional<std::string> site;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = templates_remove;
    return list{
        parameter{"purpose", &t::purpose, "What the mails are for."},
        parameter{"locale", &t::locale, "BCP-47.", records::rules::locale},
        parameter{"site", &t::site, "Of this site (default: of all).", records::rules::short_name}};
  }
};

struct templates_list {
  static constexpr definition about{
      "templates.list", "The tenant's own words for mails, in the order of their making.",
      audience::administrators, any_of(records::scope::admin), effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::mail_template>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = templates_list;
    // One can be long: fewer make a page than of other things.
    return list{
        parameter{"limit", &t::limit, "At most so many (default 10).", rule{.min = 1, .max = 50}},
        parameter{"cursor", &t::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

// The words that serve, as templates.
struct templates_get {
  static constexpr definition about{
      "templates.get",
      "The words that mails of a purpose would have: the site's, else the tenant's, else Atrium's.",
      audience::administrators, any_of(records::scope::admin), effect::read};
  static constexpr std::array errors{errc::not_found};
  struct result {
    std::string source;
    std::string locale;
    std::optional<std::int64_t> version;
    std::string subject;
    std::string text;
    std::optional<std::string> html;
    std::vector<std::string> variables;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"source", &r::source, "Whose they are: site, tenant or built-in."},
                  parameter{"locale", &r::locale, "The locale that they are in."},
                  parameter{"version", &r::version, "Of the tenant's own."},
                  parameter{"subject", &r::subject, "Mustache."},
                  parameter{"text", &r::text, "Mustache."},
                  parameter{"html", &r::html, "Mustache."},
                  parameter{"variables", &r::variables, "What templates of the purpose may name."}};
    }
  };
  mailing::purpose purpose = mailing::purpose::activation;
  std::optional<std::string> locale;
  std::optional<std::string> site;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = templates_get;
    return list{
        parameter{"purpose", &t::purpose, "What the mails are for."},
        parameter{"locale", &t::locale, "The customer's (default: the site's, else the tenant's).",
                  records::rules::locale},
        parameter{"site", &t::site, "At this site.", records::rules::short_name}};
  }
};

struct templates_preview {
  static constexpr definition about{
      "templates.preview",
      "A mail as it would be, with made-up values; of the words that serve, or of others.",
      audience::administrators, any_of(records::scope::admin), effect::read};
  static constexpr std::array errors{errc::not_found};
  struct result {
    std::string source;
    std::string locale;
    std::optional<std::string> from;
    std::string from_name;
    std::string subject;
    std::string text;
    std::optional<std::string> html;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"source", &r::source, "Whose words: site, tenant, built-in or given."},
                  parameter{"locale", &r::locale, "The locale that they are in."},
                  parameter{"from", &r::from, "The tenant's own address, if it has one."},
                  parameter{"from_name", &r::from_name, "The name that it comes from."},
                  parameter{"subject", &r::subject, "Its subject."},
                  parameter{"text", &r::text, "Its text."},
                  parameter{"html", &r::html, "Its HTML, if it has any."}};
    }
  };
  mailing::purpose purpose = mailing::purpose::activation;
  std::optional<std::string> locale;
  std::optional<std::string> site;
  std::optional<std::string> subject;
  std::optional<std::string> text;
  std::optional<std::string> html;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = templates_preview;
    return list{
        parameter{"purpose", &t::purpose, "What the mails are for."},
        parameter{"locale", &t::locale, "The customer's (default: the site's, else the tenant's).",
                  records::rules::locale},
        parameter{"site", &t::site, "At this site.", records::rules::short_name},
        parameter{"subject", &t::subject, "Another subject than that which serves; mustache.",
                  subject_template},
        parameter{"text", &t::text, "Another text; without `html` there is none then.",
                  body_template},
        parameter{"html", &t::html, "Another HTML.", body_template}};
  }
};

}  // namespace atrium::methods
