// One admitted write on its way through the actors. It has one owner at a time; whoever holds it
// last answers it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "actors/account/expired_links.hpp"
#include "actors/account/imported.hpp"
#include "actors/account/staff_session_use.hpp"
#include "actors/guesses/source_limits.hpp"
#include "actors/principal.hpp"
#include "actors/responder.hpp"
#include "actors/tenant/site_move_step.hpp"
#include "actors/tenant/site_removal_step.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/methods/list.hpp"

namespace atrium::actors {

// What a retry is recognised by (features.md P3).
struct retry_key {
  std::string key;     // storage::idempotency_key
  std::string digest;  // 16 bytes of SHA-256 over method and parameters
};

using command =
    std::variant<creation, repeated_registration, imported_row, methods::customers_import,    //
                 methods::customers_update, methods::customers_set_status,                    //
                 methods::customers_merge, methods::customers_erase,                          //
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
                 methods::addresses_add, methods::addresses_update,                           //
                 methods::addresses_remove, methods::addresses_set_default,                   //
                 methods::notes_add, methods::notes_revise, methods::mails_retry,             //
                 methods::tenants_update, methods::tenants_suspend,                           //
                 methods::tenants_resume, methods::tenants_remove, methods::settings_update,  //
                 methods::sites_create, methods::sites_update, methods::realms_create,        //
                 methods::realms_move_site, site_move_step,                                   //
                 methods::sites_remove, site_removal_step,                                    //
                 methods::clients_create, methods::clients_revoke, methods::clients_rotate,   //
                 methods::groups_create, methods::groups_update, methods::groups_remove,      //
                 methods::staff_create, methods::staff_update,                                //
                 methods::staff_disable, methods::staff_enable,                               //
                 methods::staff_login, methods::staff_logout,                                 //
                 methods::staff_change_password, methods::staff_enroll_totp,                  //
                 methods::staff_confirm_totp, methods::staff_remove_totp,                     //
                 methods::staff_unlock, methods::staff_reset_password, staff_session_use,     //
                 methods::mixins_define, methods::templates_set, methods::templates_remove,   //
                 methods::tenants_create>;

// Who decides a command: the effect of its method; a creation is decided by the new account, an
// imported row by the one that it names.
template <class Command>
inline constexpr methods::effect decided_by = Command::about.does;
template <>
inline constexpr methods::effect decided_by<creation> = methods::effect::account;
template <>
inline constexpr methods::effect decided_by<repeated_registration> = methods::effect::account;
template <>
inline constexpr methods::effect decided_by<imported_row> = methods::effect::account;
template <>
inline constexpr methods::effect decided_by<expired_links> = methods::effect::account;
template <>
inline constexpr methods::effect decided_by<staff_session_use> = methods::effect::account;
template <>
inline constexpr methods::effect decided_by<site_move_step> = methods::effect::tenant;
template <>
inline constexpr methods::effect decided_by<site_removal_step> = methods::effect::tenant;

inline methods::effect decider_of(const command& what) {
  return std::visit([]<class Command>(const Command&) { return decided_by<Command>; }, what);
}

struct call {
  call(command what_it_asks, responder to) : what(std::move(what_it_asks)), reply(std::move(to)) {}

  command what;
  responder reply;
  principal_ptr caller;
  methods::call_options options;
  tenant_cell_ptr tenant;        // none for tenants.create
  account_number account;        // of commands on an existing customer; the router sets a new one's
  account_number other;          // whom a merge takes from
  std::int64_t deadline_ms = 0;  // on the clock of `outside`
  std::optional<retry_key> retry;
  std::optional<acting_shopper> shopper;
  std::string password_hash;  // once the hashing pool has made it, or as imported
  // Once it has looked at the password that the call brings: against which hash, and the outcome.
  struct checked_password {
    std::string against;
    bool right;
    bool outdated;  // the hash is weaker than those that are made now
  };
  std::optional<checked_password> checked;
  std::shared_ptr<source_limits::guess> guess;  // of a password, where the source is known
  secret made_up;    // a password that was made up for it, and is being hashed
  int attempts = 0;  // decisions that came to nothing because of somebody else's
  // Told when the call ends, however it ends: releases the names and the retry key that the router
  // holds for it.
  std::shared_ptr<void> reserved_names;
  std::shared_ptr<void> reserved_key;
};

using call_ptr = std::shared_ptr<call>;

}  // namespace atrium::actors
