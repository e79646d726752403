// What holds at a site: its own settings and, where it leaves them open, its tenant's (features.md
// A9, F1, F8).
#pragma once

#include "protocol/records/tenant.hpp"

namespace atrium::records {

struct site_policies {
  std::string locale;
  std::optional<std::string> currency;
  bool guest_checkout = true;
  registration_at_checkout register_at_checkout = registration_at_checkout::optional;
  bool login_needs_verification = false;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = site_policies;
    return list{
        parameter{"locale", &s::locale, "Default locale of customers."},
        parameter{"currency", &s::currency, "Default currency of customers."},
        parameter{"guest_checkout", &s::guest_checkout, "Guests may buy."},
        parameter{"register_at_checkout", &s::register_at_checkout, "Registration while ordering."},
        parameter{"login_needs_verification", &s::login_needs_verification,
                  "Only verified customers may log in."}};
  }
};

inline site_policies policies_of(const tenant& owner, const site& at) {
  return {.locale = at.locale.value_or(owner.locale),
          .currency = at.currency ? at.currency : owner.currency,
          .guest_checkout = at.guest_checkout.value_or(owner.guest_checkout),
          .register_at_checkout = at.register_at_checkout.value_or(owner.register_at_checkout),
          .login_needs_verification = at.login_needs_verification.value_or(false)};
}

}  // namespace atrium::records
