// What a call asks of an actor: a method that writes, or what is made of one on the way. Costs
// seconds to compile: for those who decide by what it is; others know it by name (actors/call.hpp).
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "actors/account/belongings/rules_to_follow.hpp"
#include "actors/account/creation/imported.hpp"
#include "actors/account/due_parts.hpp"
#include "actors/account/identity/ended_assistance.hpp"
#include "actors/account/identity/expired_links.hpp"
#include "actors/account/identity/staff_session_use.hpp"
#include "actors/account/leaving/claimed_guest.hpp"
#include "actors/call.hpp"
#include "actors/tenant/denial.hpp"
#include "actors/tenant/segments_settled.hpp"
#include "actors/tenant/site_move_step.hpp"
#include "actors/tenant/site_removal_step.hpp"
#include "protocol/methods/definitions.hpp"

namespace atrium::actors {

using any_command =
    std::variant<creation, repeated_registration, imported_row, methods::customers_import,    //
                 methods::customers_update, methods::customers_set_status,                    //
                 methods::customers_merge, methods::customers_erase,                          //
                 methods::customers_claim_guests, claimed_guest,                              //
                 methods::customers_remove,                                                   //
                 methods::customers_set_username, methods::customers_change_email,            //
                 methods::customers_unlock, methods::shopper_login,                           //
                 methods::shopper_refresh, methods::shopper_logout,                           //
                 methods::shopper_end_sessions, methods::shopper_change_password,             //
                 methods::shopper_request_password_reset, methods::shopper_reset_password,    //
                 methods::shopper_request_verification, methods::shopper_verify_email,        //
                 methods::shopper_request_email_change,                                       //
                 methods::shopper_confirm_email_change,                                       //
                 methods::customers_send_password_link,                                       //
                 methods::customers_resend_verification, expired_links,                       //
                 methods::assisted_start, methods::assisted_end, ended_assistance,            //
                 methods::addresses_add, methods::addresses_update,                           //
                 methods::addresses_remove, methods::addresses_set_default,                   //
                 methods::notes_add, methods::notes_revise, methods::mails_retry,             //
                 methods::orders_record, methods::orders_reorder,                             //
                 methods::carts_save, methods::carts_remove, methods::deliveries_record,      //
                 methods::customers_export_data, methods::newsletter_subscribe,               //
                 methods::newsletter_confirm, methods::newsletter_unsubscribe,                //
                 methods::credit_grant, methods::credit_authorize, methods::credit_capture,   //
                 methods::credit_void, methods::credit_refund, methods::credit_transfer,      //
                 methods::lists_create, methods::lists_add, methods::lists_remove,            //
                 methods::lists_rename, methods::coupons_assign, methods::coupons_redeem,     //
                 methods::memberships_grant, methods::memberships_revoke,                     //
                 methods::roles_grant, methods::roles_revoke,                                 //
                 due_parts,                                                                   //
                 methods::companies_create, methods::companies_update,                        //
                 methods::companies_approve, methods::companies_deny,                         //
                 methods::companies_disable, methods::companies_enable,                       //
                 methods::companies_assign, methods::companies_unassign,                      //
                 methods::contacts_convert,                                                   //
                 methods::tenants_update, methods::tenants_suspend,                           //
                 methods::tenants_resume, methods::tenants_remove, methods::settings_update,  //
                 methods::sites_create, methods::sites_update, methods::realms_create,        //
                 methods::realms_move_site, site_move_step,                                   //
                 methods::sites_remove, site_removal_step,                                    //
                 methods::clients_create, methods::clients_revoke, methods::clients_rotate,   //
                 methods::groups_create, methods::groups_update, methods::groups_remove,      //
                 methods::staff_create, methods::staff_update,                                //
                 methods::staff_disable, methods::staff_enable,                               //
                 methods::staff_login, methods::staff_logout, methods::staff_end_sessions,    //
                 methods::staff_change_password, methods::staff_enroll_totp,                  //
                 methods::staff_confirm_totp, methods::staff_remove_totp,                     //
                 methods::staff_unlock, methods::staff_reset_password, staff_session_use,     //
                 methods::staff_invite, methods::staff_accept_invitation,                     //
                 methods::segments_define, methods::segments_remove, segments_settled,        //
                 methods::segments_assign, methods::segments_unassign, rules_to_follow,       //
                 methods::mixins_define, methods::templates_set, methods::templates_remove,   //
                 denial, methods::tenants_create>;

// What a variant of so many does with whichever it is takes the compiler seconds, so it is in one
// place.
struct command : any_command {
  using any_command::any_command;
  command(command&&) noexcept;
  command& operator=(command&&) noexcept;
  ~command();
};

// Who decides a command: the effect of its method says; of what is made on the way the tenant's
// actor some, the account that it is about the others.
template <class Command>
constexpr methods::effect decider() {
  if constexpr (requires { Command::about.does; })
    return Command::about.does;
  else if constexpr (std::is_same_v<Command, denial> || std::is_same_v<Command, site_move_step> ||
                     std::is_same_v<Command, site_removal_step> ||
                     std::is_same_v<Command, segments_settled>)
    return methods::effect::tenant;
  else
    return methods::effect::account;
}
template <class Command>
inline constexpr methods::effect decided_by = decider<Command>();

// The method that it is a call of; empty for what was made on the way.
std::string_view method_of(const command& what);
methods::effect decider_of(const command& what);

}  // namespace atrium::actors
