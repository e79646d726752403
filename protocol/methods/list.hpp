// Every method. A new one is a struct, a function, a line here and a test.
#pragma once

#include "protocol/methods/addresses.hpp"
#include "protocol/methods/changes.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/history.hpp"
#include "protocol/methods/import.hpp"
#include "protocol/methods/links.hpp"
#include "protocol/methods/logins.hpp"
#include "protocol/methods/mails.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/methods/mixins.hpp"
#include "protocol/methods/notes.hpp"
#include "protocol/methods/session.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/staff.hpp"
#include "protocol/methods/staff_groups.hpp"
#include "protocol/methods/tenants.hpp"

namespace atrium::methods {

using all =
    type_list<session_hello, rpc_ping, rpc_discover, server_status, server_reindex,        //
              tenants_create, tenants_get, tenants_list, tenants_update, tenants_suspend,  //
              tenants_resume, tenants_remove, settings_get, settings_update,               //
              sites_create, sites_get, sites_list, sites_update, sites_remove,             //
              realms_create, realms_list, realms_move_site,                                //
              clients_create, clients_list, clients_revoke, clients_rotate,                //
              groups_create, groups_list, groups_update, groups_remove,                    //
              staff_create, staff_list, staff_update, staff_disable, staff_enable,         //
              staff_login, staff_logout, staff_whoami, staff_change_password,              //
              staff_enroll_totp, staff_confirm_totp, staff_remove_totp,                    //
              staff_unlock, staff_reset_password,                                          //
              mixins_define, mixins_list,                                                  //
              templates_set, templates_get, templates_list, templates_remove,              //
              templates_preview,                                                           //
              customers_register, customers_create, customers_record_guest,                //
              customers_get, customers_update, customers_set_status,                       //
              customers_list, customers_count,                                             //
              customers_merge, customers_erase, customers_remove, customers_export_data,   //
              customers_import, customers_set_username, customers_change_email,            //
              customers_history,                                                           //
              customers_unlock, shopper_login, shopper_refresh, shopper_logout,            //
              shopper_whoami, shopper_sessions, shopper_end_sessions,                      //
              shopper_change_password,                                                     //
              shopper_request_password_reset, shopper_reset_password,                      //
              shopper_request_verification, shopper_verify_email,                          //
              shopper_request_email_change, shopper_confirm_email_change,                  //
              customers_send_password_link, customers_resend_verification,                 //
              addresses_add, addresses_update, addresses_remove, addresses_list,           //
              addresses_set_default, notes_add, notes_revise, notes_list,                  //
              mails_list, mails_retry,                                                     //
              changes_read, changes_subscribe, changes_ack, changes_unsubscribe>;

template <class... Methods>
constexpr auto definitions_of(type_list<Methods...>) {
  return std::array{Methods::about...};
}
inline constexpr auto definitions = definitions_of(all{});

template <class Visit, class... Methods>
constexpr void for_each_method(Visit&& visit, type_list<Methods...>) {
  (visit(std::type_identity<Methods>{}), ...);
}
// Calls visit(std::type_identity<Method>) for each method, in order.
template <class Visit>
constexpr void for_each_method(Visit&& visit) {
  for_each_method(std::forward<Visit>(visit), all{});
}

// Position of a method in the list; `definitions.size()` if there is none of this name.
std::size_t index_of(std::string_view name);

template <class Wanted, class... Methods>
constexpr std::size_t position_in(type_list<Methods...>) {
  std::size_t at = 0, found = sizeof...(Methods);
  ((std::is_same_v<Wanted, Methods> ? void(found = at++) : void(++at)), ...);
  return found;
}
template <class Method>
inline constexpr std::size_t index = position_in<Method>(all{});

}  // namespace atrium::methods
