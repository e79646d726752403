// One entry of a tenant's audit log (security.md 23): who did, or tried to do, what matters for
// security. It says nothing that erasing a customer would have to take back: he is named by number,
// and neither an object that a caller named nor a reason is kept where it is about him; the source
// is a network, not an address. Never changed once it is written.
#pragma once

#include <algorithm>
#include <array>

#include "protocol/records/change.hpp"

namespace atrium::records {

struct audit_entry {
  std::int64_t time = 0;
  std::string action;                   // as the kind of a change, or one of its own
  std::optional<std::int64_t> account;  // the customer's account number
  std::optional<std::string> object;    // what else it is about: staff, client, site, method, …
  std::vector<std::string> fields_changed;
  std::string principal;
  std::optional<std::string> acting_staff;
  std::optional<std::string> site;       // through which
  std::optional<std::string> home_site;  // of the customer: who may see it
  std::optional<bool> chosen_id;         // the customer's id; else it follows from the number
  std::optional<std::int64_t> other;     // of a merge: the other customer's account number
  std::optional<std::string> source;     // network
  std::optional<std::string> reason;
  std::optional<std::string> refused;  // why, where it came to nothing
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using a = audit_entry;
    return list{
        field{1, "time", &a::time, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{2, "action", &a::action, impersonal, shown, "What was done, or tried."},
        field{3, "account", &a::account, impersonal, hidden, "Account number."},
        field{4, "object", &a::object, impersonal, shown, "What else it is about."},
        field{5, "fields", &a::fields_changed, impersonal, shown, "Which fields changed."},
        field{6, "principal", &a::principal, impersonal, hidden, "Who did it."},
        field{7, "acting_staff", &a::acting_staff, impersonal, hidden, "On whose behalf."},
        field{8, "site", &a::site, impersonal, hidden, "Through which site."},
        field{9, "home_site", &a::home_site, impersonal, hidden, "The customer's site."},
        field{10, "chosen_id", &a::chosen_id, impersonal, hidden,
              "The customer's id was chosen: it is in his record only."},
        field{11, "other", &a::other, impersonal, shown, "Number of the other one of a merge."},
        field{12, "source", &a::source, impersonal, shown, "Network it came from."},
        field{13, "reason", &a::reason, impersonal, shown, "Why, as the caller said."},
        field{14, "refused", &a::refused, impersonal, shown, "Why it came to nothing."}};
  }
};

// Which events of the journal are audited. Each event there is has its row, and whoever tells of
// one without a row is stopped (actors/telling.cpp): nobody adds one and forgets to decide.
enum class auditing : std::uint8_t {
  never,
  always,
  of_rights,  // where one of the fields below changed
};
struct audited_event {
  std::string_view kind;
  auditing when;
};
inline constexpr std::array audited_events{
    audited_event{"address.added", auditing::never},
    audited_event{"address.removed", auditing::never},
    audited_event{"address.updated", auditing::never},
    audited_event{"assisted.ended", auditing::always},
    audited_event{"assisted.started", auditing::always},
    audited_event{"cart.abandoned", auditing::never},
    audited_event{"cart.removed", auditing::never},
    audited_event{"cart.saved", auditing::never},
    audited_event{"client.created", auditing::always},
    audited_event{"client.revoked", auditing::always},
    audited_event{"client.rotated", auditing::always},
    audited_event{"company.created", auditing::never},
    audited_event{"company.state_changed", auditing::always},
    audited_event{"company.updated", auditing::of_rights},
    audited_event{"coupon.assigned", auditing::never},
    audited_event{"coupon.expired", auditing::never},
    audited_event{"coupon.redeemed", auditing::never},
    // A ledger of store credit itself says who did what, and keeps it for longer.
    audited_event{"credit.authorized", auditing::never},
    audited_event{"credit.captured", auditing::never},
    audited_event{"credit.expired", auditing::never},
    audited_event{"credit.granted", auditing::never},
    audited_event{"credit.refunded", auditing::never},
    audited_event{"credit.transferred_in", auditing::never},
    audited_event{"credit.transferred_out", auditing::never},
    audited_event{"credit.voided", auditing::never},
    audited_event{"customer.claimed", auditing::always},
    audited_event{"customer.company_assigned", auditing::always},
    audited_event{"customer.company_roles_changed", auditing::always},
    audited_event{"customer.company_unassigned", auditing::always},
    audited_event{"customer.contact_created", auditing::never},
    audited_event{"customer.converted", auditing::always},
    audited_event{"customer.created", auditing::never},
    audited_event{"customer.defaults_changed", auditing::never},
    audited_event{"customer.email_change_expired", auditing::never},
    audited_event{"customer.email_change_requested", auditing::always},
    audited_event{"customer.email_changed", auditing::always},
    audited_event{"customer.erased", auditing::always},
    audited_event{"customer.guest_recorded", auditing::never},
    audited_event{"customer.imported", auditing::never},
    audited_event{"customer.merged", auditing::always},
    audited_event{"customer.merged_away", auditing::always},
    audited_event{"customer.password_changed", auditing::always},
    audited_event{"customer.registered", auditing::never},
    audited_event{"customer.registered_again", auditing::always},
    audited_event{"customer.registration_refused", auditing::never},
    audited_event{"customer.removed", auditing::always},
    audited_event{"customer.status_changed", auditing::always},
    audited_event{"customer.unlocked", auditing::always},
    audited_event{"customer.updated", auditing::of_rights},
    audited_event{"customer.username_changed", auditing::always},
    audited_event{"customer.verified", auditing::always},
    audited_event{"delivery.recorded", auditing::never},
    audited_event{"group.created", auditing::always},
    audited_event{"group.removed", auditing::always},
    audited_event{"group.updated", auditing::always},
    audited_event{"list.created", auditing::never},
    audited_event{"list.removed", auditing::never},
    audited_event{"list.updated", auditing::never},
    audited_event{"membership.began", auditing::never},
    audited_event{"membership.ended", auditing::never},
    audited_event{"membership.granted", auditing::never},
    audited_event{"membership.revoked", auditing::never},
    audited_event{"mixins.defined", auditing::always},
    // A subscription itself says when, and is not told of to everybody.
    audited_event{"newsletter.confirmed", auditing::never},
    audited_event{"newsletter.lapsed", auditing::never},
    audited_event{"newsletter.requested", auditing::never},
    audited_event{"newsletter.unsubscribed", auditing::never},
    audited_event{"note.added", auditing::never},
    audited_event{"note.revised", auditing::never},
    audited_event{"order.recorded", auditing::never},
    audited_event{"realm.created", auditing::always},
    audited_event{"role.began", auditing::always},
    audited_event{"role.ended", auditing::always},
    audited_event{"role.granted", auditing::always},
    audited_event{"role.revoked", auditing::always},
    audited_event{"segment.defined", auditing::always},
    audited_event{segment_entered, auditing::never},
    audited_event{segment_left, auditing::never},
    audited_event{"segment.removed", auditing::always},
    audited_event{"segment.removing", auditing::always},
    audited_event{"segment.settled", auditing::never},
    audited_event{"site.closing", auditing::always},
    audited_event{"site.created", auditing::always},
    audited_event{"site.move_begun", auditing::always},
    audited_event{"site.move_ended", auditing::always},
    audited_event{"site.move_given_up", auditing::always},
    audited_event{"site.moved", auditing::always},
    audited_event{"site.removed", auditing::always},
    audited_event{"site.reopened", auditing::always},
    audited_event{"site.updated", auditing::always},
    audited_event{"staff.created", auditing::always},
    audited_event{"staff.disabled", auditing::always},
    audited_event{"staff.enabled", auditing::always},
    audited_event{"staff.invitation_accepted", auditing::always},
    audited_event{"staff.invited", auditing::always},
    audited_event{"staff.logged_in", auditing::always},
    audited_event{"staff.login_failed", auditing::always},
    audited_event{"staff.password_changed", auditing::always},
    audited_event{"staff.password_reset", auditing::always},
    audited_event{"staff.totp_confirmed", auditing::always},
    audited_event{"staff.totp_removed", auditing::always},
    audited_event{"staff.unlocked", auditing::always},
    audited_event{"staff.updated", auditing::always},
    audited_event{"template.removed", auditing::always},
    audited_event{"template.set", auditing::always},
    audited_event{"tenant.created", auditing::always},
    audited_event{"tenant.removing", auditing::always},
    audited_event{"tenant.resumed", auditing::always},
    audited_event{"tenant.suspended", auditing::always},
    audited_event{"tenant.updated", auditing::always},
};
static_assert(std::ranges::is_sorted(audited_events, {}, &audited_event::kind));

// Of a customer: what he logs in with, and who may see him; the latter of a company, too.
inline constexpr std::array<std::string_view, 4> fields_of_rights{"email", "password",
                                                                  "restriction", "username"};

// Null for a kind that has no row.
inline const audited_event* find_audited(std::string_view kind) {
  const auto at = std::ranges::lower_bound(audited_events, kind, {}, &audited_event::kind);
  return at != audited_events.end() && at->kind == kind ? &*at : nullptr;
}

inline bool is_audited(const change& happened) {
  const audited_event* row = find_audited(happened.kind);
  if (!row || row->when == auditing::never) return false;
  return row->when == auditing::always ||
         std::ranges::find_first_of(happened.fields_changed, fields_of_rights) !=
             happened.fields_changed.end();
}

}  // namespace atrium::records
