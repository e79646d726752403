// Every method, by name: what most need to know of one. A new one is a struct, a function, a line
// here and a test. What the structs say is in protocol/methods/definitions.hpp.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace atrium::methods {

template <class... Methods>
struct type_list {
  static constexpr std::size_t size = sizeof...(Methods);
};

using all = type_list<
    struct session_hello, struct rpc_ping, struct rpc_discover, struct server_status,
    struct server_reindex, struct tenants_create, struct tenants_get, struct tenants_list,
    struct tenants_update, struct tenants_suspend, struct tenants_resume, struct tenants_remove,
    struct settings_get, struct settings_update, struct sites_create, struct sites_get,
    struct sites_list, struct sites_update, struct sites_remove, struct realms_create,
    struct realms_list, struct realms_move_site, struct clients_create, struct clients_list,
    struct clients_revoke, struct clients_rotate, struct groups_create, struct groups_list,
    struct groups_update, struct groups_remove, struct staff_create, struct staff_list,
    struct staff_update, struct staff_disable, struct staff_enable, struct staff_login,
    struct staff_logout, struct staff_whoami, struct staff_sessions, struct staff_end_sessions,
    struct staff_mails, struct staff_change_password, struct staff_enroll_totp,
    struct staff_confirm_totp, struct staff_remove_totp, struct staff_unlock,
    struct staff_reset_password, struct staff_invite, struct staff_accept_invitation,
    struct mixins_define, struct mixins_list, struct templates_set, struct templates_get,
    struct templates_list, struct templates_remove, struct templates_preview,
    struct customers_register, struct customers_create, struct customers_record_guest,
    struct customers_get, struct customers_update, struct customers_set_status,
    struct customers_list, struct customers_count, struct customers_merge,
    struct customers_claim_guests, struct customers_erase, struct customers_remove,
    struct customers_export_data, struct customers_import, struct customers_set_username,
    struct customers_change_email, struct customers_history, struct customers_unlock,
    struct shopper_login, struct shopper_refresh, struct shopper_logout, struct shopper_whoami,
    struct shopper_sessions, struct shopper_end_sessions, struct shopper_change_password,
    struct shopper_request_password_reset, struct shopper_reset_password,
    struct shopper_request_verification, struct shopper_verify_email,
    struct shopper_request_email_change, struct shopper_confirm_email_change, struct assisted_start,
    struct assisted_end, struct customers_send_password_link, struct customers_resend_verification,
    struct addresses_add, struct addresses_update, struct addresses_remove, struct addresses_list,
    struct addresses_set_default, struct notes_add, struct notes_revise, struct notes_list,
    struct orders_record, struct orders_get, struct orders_list, struct orders_reorder,
    struct carts_save, struct carts_get, struct carts_list, struct carts_remove,
    struct deliveries_record, struct deliveries_get, struct deliveries_list, struct credit_balance,
    struct credit_entries, struct credit_grant, struct credit_authorize, struct credit_capture,
    struct credit_void, struct credit_refund, struct credit_transfer, struct lists_create,
    struct lists_add, struct lists_remove, struct lists_rename, struct lists_get, struct lists_list,
    struct coupons_assign, struct coupons_redeem, struct coupons_list, struct memberships_grant,
    struct memberships_revoke, struct memberships_list, struct roles_grant, struct roles_revoke,
    struct account_overview, struct companies_create, struct companies_get, struct companies_list,
    struct companies_update, struct companies_approve, struct companies_deny,
    struct companies_disable, struct companies_enable, struct companies_assign,
    struct companies_unassign, struct companies_members, struct contacts_create,
    struct contacts_list, struct contacts_convert, struct segments_define, struct segments_get,
    struct segments_list, struct segments_remove, struct segments_members, struct segments_assign,
    struct segments_unassign, struct newsletter_subscribe, struct newsletter_confirm,
    struct newsletter_unsubscribe, struct newsletter_status, struct newsletter_subscribers,
    struct mails_list, struct mails_retry, struct changes_read, struct changes_subscribe,
    struct changes_ack, struct changes_unsubscribe, struct audit_list>;

// Position of a method in the list; `all::size` if there is none of this name.
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
