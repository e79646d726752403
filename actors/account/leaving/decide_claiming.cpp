// What comes of one guest of a customers.claim_guests (features.md A11).
#include "actors/account/leaving/claiming.hpp"

#include "actors/account/decide.hpp"
#include "actors/account/leaving/claimed_guest.hpp"
#include "actors/account/mails.hpp"

namespace atrium::actors {

using records::customer;

outcome<nothing> may_claim(const customer& who) {
  if (who.kind != records::customer_kind::registered)
    return refusal(errc::not_registered, "only a registered customer claims guests", "customer");
  if (who.verified && who.email_key) return nothing{};
  error unproved =
      refusal(errc::forbidden, "customer: his e-mail has to be verified before", "customer");
  unproved.data.emplace_back("reason", std::string("unverified"));
  return unproved;
}

bool is_claimable(const customer& guest, const customer& by, const tenant_view& tenant) {
  return guest.kind == records::customer_kind::guest && !guest.is_tombstone() && by.email_key &&
         address_of(guest) == by.email_key &&
         tenant.realms_of(guest).own == tenant.realms_of(by).own;
}

error no_such_guest() {
  return refusal(errc::not_found, "there is no such guest with the customer's e-mail");
}

outcome<decision> decide(const claimed_guest&, const account_state& now, const decide_context& in) {
  const auto found = existing(now);
  if (!found) return found.failure();
  if (auto may = may_claim(**found); !may) return may.failure();
  if (!in.whole || !is_claimable(in.whole->profile, **found, in.tenant)) return no_such_guest();
  return take_guest_in(now, in);
}

}  // namespace atrium::actors
