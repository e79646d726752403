// What a command does to an account: a pure function of its state, the command and the context. No
// CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/account/due_parts.hpp"
#include "actors/account/identity/staff.hpp"

namespace atrium::actors {

struct imported_row;
struct expired_links;
struct claimed_guest;
struct ended_assistance;
struct staff_session_use;
struct rules_to_follow;

template <>
inline constexpr needed_parts needed_by<creation>{.companies = true};
template <>
inline constexpr needed_parts needed_by<imported_row>{.sessions = true};
template <>
inline constexpr needed_parts needed_by<repeated_registration>{
    .login = true, .sessions = true, .links = true};
template <>
inline constexpr needed_parts needed_by<expired_links>{
    .links = true, .summary = true, .newsletters = true};
template <>
inline constexpr needed_parts needed_by<claimed_guest> = needed_by<methods::customers_merge>;
template <>
inline constexpr needed_parts needed_by<due_parts>{
    .credit = true, .carts = true, .coupons = true, .memberships = true};
template <>
inline constexpr needed_parts needed_by<ended_assistance>{.sessions = true};
template <>
inline constexpr needed_parts needed_by<staff_session_use>{.staff = true};

outcome<decision> decide(const creation& made, const account_state& now, const decide_context& in);
// At the account that has the e-mail: email_taken, unless nobody has ever shown that it is his and
// login there wants that (then it becomes his who registers now), or the tenant hides accounts
// (then the owner is told).
outcome<decision> decide(const repeated_registration& again, const account_state& now,
                         const decide_context& in);
// Of a row whose customer is there: nothing is changed that the row does not name, nor his id, kind
// and site, nor a password that he has.
outcome<decision> decide(const imported_row& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_update& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_set_status& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_merge& command, const account_state& now,
                         const decide_context& in);
// The guest, in `in.whole`, becomes part of the customer if he may be claimed (claiming.hpp).
outcome<decision> decide(const claimed_guest& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_erase& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_remove& command, const account_state& now,
                         const decide_context& in);
// Changes nothing, but is written down before the data go out.
outcome<decision> decide(const methods::customers_export_data& command, const account_state& now,
                         const decide_context& in);

outcome<decision> decide(const methods::customers_set_username& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_change_email& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::customers_unlock& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_login& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_refresh& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_logout& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_end_sessions& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_change_password& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_request_password_reset& command,
                         const account_state& now, const decide_context& in);
outcome<decision> decide(const methods::shopper_reset_password& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_request_verification& command,
                         const account_state& now, const decide_context& in);
outcome<decision> decide(const methods::shopper_verify_email& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::shopper_request_email_change& command,
                         const account_state& now, const decide_context& in);
outcome<decision> decide(const methods::shopper_confirm_email_change& command,
                         const account_state& now, const decide_context& in);
outcome<decision> decide(const methods::customers_send_password_link& command,
                         const account_state& now, const decide_context& in);
outcome<decision> decide(const methods::customers_resend_verification& command,
                         const account_state& now, const decide_context& in);
outcome<decision> decide(const expired_links& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::assisted_start& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::assisted_end& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const ended_assistance& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_login& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_logout& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_end_sessions& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_change_password& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_enroll_totp& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_confirm_totp& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_remove_totp& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_unlock& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_reset_password& command, const account_state& now,
                         const decide_context& in);
// Refused who has a password of his own.
outcome<decision> decide(const methods::staff_invite& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::staff_accept_invitation& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const staff_session_use& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::addresses_add& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::addresses_update& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::addresses_remove& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::addresses_set_default& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::orders_record& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::orders_reorder& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::carts_save& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::carts_remove& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::deliveries_record& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::notes_add& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::mails_retry& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::notes_revise& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::segments_assign& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::segments_unassign& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const rules_to_follow& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::credit_grant& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::credit_authorize& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::credit_capture& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::credit_void& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::credit_refund& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::credit_transfer& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::companies_assign& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::companies_unassign& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::contacts_convert& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::newsletter_subscribe& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::newsletter_confirm& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::newsletter_unsubscribe& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::lists_create& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::lists_add& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::lists_remove& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::lists_rename& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::coupons_assign& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::coupons_redeem& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::memberships_grant& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::memberships_revoke& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::roles_grant& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const methods::roles_revoke& command, const account_state& now,
                         const decide_context& in);
outcome<decision> decide(const due_parts& command, const account_state& now,
                         const decide_context& in);

}  // namespace atrium::actors
