// A mail written out: the template for it, filled in, with its link. No CAF, no threads.
#pragma once

#include "actors/mail/mail_carrier.hpp"
#include "actors/mail/mail_rows.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/mailing/message.hpp"

namespace atrium::actors {

// The texts for a purpose, and whose they are. Of the locales wanted, in order (the customer's, the
// site's, the tenant's: features.md F8), the first that anybody has texts in: the site's own, the
// tenant's, Atrium's; each locale as it is, then its language alone. English comes last.
struct chosen_texts {
  const mailing::texts* texts;
  std::string locale;
  std::string_view source;   // "site", "tenant" or "built-in"
  std::int64_t version = 0;  // of a tenant's own
};
chosen_texts choose_texts(const tenant_view& tenant, mailing::purpose what,
                          const records::site* site, std::string_view locale);

// Where links of the purpose lead, without a token: always below the site's storefront_url, or the
// tenant's back_office_url (security.md 13). Empty where there is none, or the purpose has no link.
std::string link_for(const tenant_view& tenant, const records::site* site, mailing::purpose what);

// The variables that do not depend on the mail.
void add_shop(mailing::variables& to, const tenant_view& tenant, const records::site* site);

// Whom mails of the site come from: a name for people and, if the tenant has one, an address.
struct sender {
  std::string name;
  std::optional<std::string> address;
};
sender sender_of(const tenant_view& tenant, const records::site* site);

// `default_from`: the daemon's own address. Failures are told as a delivery: `failed` where the
// tenant may still mend it (no base URL), `refused` where nothing will.
struct writing {
  std::optional<written_mail> mail;
  delivery why_not = {};
};
writing write_mail(const tenant_view& tenant, const stored_mail& mail, const mail_key& key,
                   const std::string& default_from);

}  // namespace atrium::actors
