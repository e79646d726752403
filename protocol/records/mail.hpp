// A mail to a customer (docs/data_format.md, Mails): what is to be said, and what has come of it.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/mailing/purpose.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

enum class mail_state : std::uint8_t { queued, sent, given_up };
constexpr auto enum_names(mail_state) {
  return std::array<std::string_view, 3>{"queued", "sent", "given_up"};
}

struct mail {
  std::int64_t version = 1;
  std::string id;
  mailing::purpose purpose = mailing::purpose::activation;
  mail_state state = mail_state::queued;
  std::string address;
  std::optional<std::string> site;
  std::string locale;
  std::int64_t created_at = 0;
  std::int64_t queued_at = 0;
  std::int64_t due = 0;
  std::optional<std::int64_t> expires_at;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> finished_at;
  std::optional<std::string> answer;
  std::string message_id;
  fields::dynamic_map data;
  std::optional<std::string> sealed;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using m = mail;
    return list{
        field{1, "version", &m::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &m::id, impersonal, shown, "Generated; never changes."},
        field{3, "purpose", &m::purpose, impersonal, shown, "What it is for."},
        field{4, "state", &m::state, impersonal, shown,
              "queued, sent (the mail server took it) or given_up."},
        field{5, "address", &m::address, personal, shown, "To whom."},
        field{6, "site", &m::site, impersonal, shown, "For which site it speaks."},
        field{7, "locale", &m::locale, impersonal, shown, "The customer's when it was ordered."},
        field{8, "created_at", &m::created_at, impersonal, shown, "When it was ordered."},
        field{9, "queued_at", &m::queued_at, impersonal, hidden,
              "Since when it is tried: when it was ordered, or queued again."},
        field{10, "due", &m::due, impersonal, shown,
              "When it is tried next; of one that is finished, until when it is told of."},
        field{11, "expires_at", &m::expires_at, impersonal, shown,
              "When its link is void, so that nobody needs it any more."},
        field{12, "attempts", &m::attempts, impersonal, shown, "How often it was tried."},
        field{13, "finished_at", &m::finished_at, impersonal, shown,
              "When it was sent or given up."},
        field{14, "answer", &m::answer, personal, shown,
              "Why the last attempt failed, as the mail server says or as Atrium found."},
        field{15, "message_id", &m::message_id, impersonal, shown,
              "Its Message-ID, the same in every attempt."},
        field{16, "data", &m::data, personal, hidden, "What its template is filled in with."},
        field{17, "sealed", &m::sealed, impersonal, hidden,
              "What must not be read in the store, sealed."}};
  }
};

// A tenant's own text (docs/data_format.md): what it says is mustache, see
// protocol/mailing/template.hpp.
struct mail_template {
  std::int64_t version = 1;
  mailing::purpose purpose = mailing::purpose::activation;
  std::string locale;
  std::optional<std::string> site;
  std::string subject;
  std::string text;
  std::optional<std::string> html;
  std::int64_t set_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using t = mail_template;
    return list{
        field{1, "version", &t::version, impersonal, shown, "Raised by one with each change."},
        field{2, "purpose", &t::purpose, impersonal, shown, "What the mails are for."},
        field{3, "locale", &t::locale, impersonal, shown, "BCP-47."},
        field{4, "site", &t::site, impersonal, shown, "Only at this site; else at all."},
        field{5, "subject", &t::subject, impersonal, shown, "Mustache; one line."},
        field{6, "text", &t::text, impersonal, shown, "Mustache; the plain text."},
        field{7, "html", &t::html, impersonal, shown, "Mustache; the HTML, if there is one."},
        field{8, "set_at", &t::set_at, impersonal, shown, "When it was set."}};
  }
};

// As the journal names it: "activation/de", or "activation/de/north" of one site.
inline std::string name_of(const mail_template& words) {
  std::string name = std::string(fields::name_of(words.purpose)) + "/" + words.locale;
  if (words.site) name += "/" + *words.site;
  return name;
}

}  // namespace atrium::records
