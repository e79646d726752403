#include "protocol/records/site_policies.hpp"

#include <catch2/catch.hpp>

using namespace atrium::records;

TEST_CASE("a site has its own policies, and its tenant's where it leaves them open") {
  const tenant owner{.currency = "EUR",
                     .locale = "de",
                     .guest_checkout = false,
                     .register_at_checkout = registration_at_checkout::required};
  const site_policies inherited = policies_of(owner, site{});
  CHECK(inherited.locale == "de");
  CHECK(inherited.currency == "EUR");
  CHECK_FALSE(inherited.guest_checkout);
  CHECK(inherited.register_at_checkout == registration_at_checkout::required);
  CHECK_FALSE(inherited.login_needs_verification);
  const site_policies own =
      policies_of(owner, site{.locale = "fr",
                              .currency = "CHF",
                              .guest_checkout = true,
                              .register_at_checkout = registration_at_checkout::never,
                              .login_needs_verification = true});
  CHECK(own.locale == "fr");
  CHECK(own.currency == "CHF");
  CHECK(own.guest_checkout);
  CHECK(own.register_at_checkout == registration_at_checkout::never);
  CHECK(own.login_needs_verification);
  CHECK_FALSE(policies_of(tenant{}, site{}).currency);
}
