// What belongs to a customer beside his profile, as far as an account has loaded it: a part is read
// when the first command comes that needs it, and then kept up to date by what is decided. No CAF,
// no threads, no files.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "actors/account/belongings/recorded.hpp"
#include "actors/mail/mail_rows.hpp"
#include "actors/tenant/company_rows.hpp"
#include "config/settings.hpp"
#include "protocol/identity/credit_id.hpp"
#include "protocol/methods/list.hpp"
#include "protocol/records/address.hpp"
#include "protocol/records/cart.hpp"
#include "protocol/records/coupon.hpp"
#include "protocol/records/credit.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/membership.hpp"
#include "protocol/records/newsletter.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/shopper_session.hpp"
#include "protocol/records/shopping_list.hpp"
#include "protocol/records/staff.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

template <fields::record R>
struct stored_part {
  R record;
  std::uint64_t checksum = 0;  // storage/checksum.hpp
};

using address_book = std::map<std::uint64_t, stored_part<records::address>>;  // by number

// The last revision of a note.
struct note_head {
  std::int64_t revision;
  std::int64_t created_at;
  std::uint64_t checksum;
};
using note_heads = std::map<std::uint32_t, note_head>;  // by number

// What the limits on mails look back on (security.md 22). What has become of a mail is not in it:
// the courier goes on with it meanwhile.
struct mail_head {
  mailing::purpose purpose;
  std::string address;
  std::int64_t created_at;
};
using mail_log = std::vector<mail_head>;
using session_book = std::map<std::uint64_t, stored_part<records::shopper_session>>;  // by number
using link_book = std::map<std::uint64_t, stored_part<records::one_time_link>>;       // by part
using cart_book = std::map<std::uint64_t, stored_part<records::cart>>;                // by number
using newsletter_book = std::map<std::uint64_t, stored_part<records::newsletter>>;    // by site
using coupon_book = std::map<std::uint64_t, stored_part<records::coupon>>;            // by number
using membership_book = std::map<std::uint64_t, stored_part<records::membership>>;    // by number
using list_book = std::map<std::uint64_t, stored_part<records::shopping_list>>;       // by number

using stored_ledger = std::shared_ptr<const stored_part<records::credit_ledger>>;
using credit_book = std::map<std::string, stored_ledger, std::less<>>;  // by currency
// One that was captured, voided or refunded lately: as it is stored, or will be.
struct known_authorization {
  std::string id;
  stored_part<records::credit_authorization> stored;
};
using known_authorizations = std::vector<std::shared_ptr<const known_authorization>>;

using named_companies = std::vector<stored_company>;

// Copied with every decision: what is big is shared and never changed.
struct account_parts {
  // Not loaded, or nothing stored yet: version 0.
  std::optional<stored_part<records::part_counts>> counts;
  std::shared_ptr<const address_book> addresses;           // null: not loaded
  std::shared_ptr<const note_heads> notes;                 // those that were needed; may be null
  std::shared_ptr<const mail_log> mails;                   // null: not loaded
  std::optional<stored_mail> mail;                         // the one that the command names
  std::optional<stored_part<records::login_guard>> guard;  // as counts
  std::optional<stored_part<records::password_record>> password;  // as counts
  std::shared_ptr<const session_book> sessions;                   // null: not loaded
  std::shared_ptr<const link_book> links;                         // null: not loaded
  std::shared_ptr<const credit_book> credit;                      // null: not loaded
  // Those that what is under way has changed, and the one that the command names, which is the
  // last; may be null.
  std::shared_ptr<const known_authorizations> authorizations;
  std::optional<stored_part<records::staff_credentials>> credentials;  // as counts; of staff
  std::optional<stored_part<records::order_summary>> summary;          // as counts
  std::optional<recorded<records::order>> order;        // the one that the command names, likewise
  std::optional<recorded<records::delivery>> delivery;  // likewise
  std::shared_ptr<const cart_book> carts;               // null: not loaded
  std::shared_ptr<const newsletter_book> newsletters;   // null: not loaded
  std::shared_ptr<const coupon_book> coupons;           // likewise
  std::shared_ptr<const membership_book> memberships;   // and roles; likewise
  std::shared_ptr<const list_book> lists;               // likewise
  // Of those that the command names these are there; null: it names none.
  std::shared_ptr<const named_companies> companies;
};

// Of one who has nothing.
account_parts no_parts();

// Which parts a command is decided on.
struct needed_parts {
  bool counts = false;
  bool addresses = false;
  bool note = false;  // the one that it names
  bool mails = false;
  bool mail = false;           // the one that it names
  bool login = false;          // guard and password
  bool sessions = false;       // guard and sessions
  bool links = false;          // and what it takes to send one: guard, counts and mails
  bool staff = false;          // guard, sessions, links and credentials
  bool credit = false;         // the ledgers, and the counts
  bool authorization = false;  // of credit: the one that it names
  bool summary = false;
  bool order = false;        // the one that it names
  bool delivery = false;     // likewise
  bool carts = false;        // and counts
  bool companies = false;    // those that it names; not the account's, and always as stored now
  bool newsletters = false;  // of all sites
  bool coupons = false;      // and counts
  bool memberships = false;  // and roles, and counts
  bool lists = false;        // and counts

  bool operator==(const needed_parts&) const = default;
};
template <class Command>
inline constexpr needed_parts needed_by{};
template <>
inline constexpr needed_parts needed_by<methods::customers_merge>{.counts = true,
                                                                  .addresses = true,
                                                                  .credit = true,
                                                                  .summary = true,
                                                                  .carts = true,
                                                                  .newsletters = true,
                                                                  .coupons = true,
                                                                  .memberships = true,
                                                                  .lists = true};
template <>
inline constexpr needed_parts needed_by<methods::customers_remove>{.summary = true};
template <>
inline constexpr needed_parts needed_by<methods::orders_record>{.summary = true, .order = true};
template <>
inline constexpr needed_parts needed_by<methods::orders_reorder>{.order = true, .carts = true};
template <>
inline constexpr needed_parts needed_by<methods::carts_save>{.carts = true};
template <>
inline constexpr needed_parts needed_by<methods::carts_remove>{.carts = true};
template <>
inline constexpr needed_parts needed_by<methods::coupons_assign>{.coupons = true};
template <>
inline constexpr needed_parts needed_by<methods::coupons_redeem>{.coupons = true};
template <>
inline constexpr needed_parts needed_by<methods::memberships_grant>{.memberships = true};
template <>
inline constexpr needed_parts needed_by<methods::memberships_revoke>{.memberships = true};
template <>
inline constexpr needed_parts needed_by<methods::roles_grant>{.memberships = true};
template <>
inline constexpr needed_parts needed_by<methods::roles_revoke>{.memberships = true};
template <>
inline constexpr needed_parts needed_by<methods::lists_create>{.lists = true};
template <>
inline constexpr needed_parts needed_by<methods::lists_add>{.lists = true};
template <>
inline constexpr needed_parts needed_by<methods::lists_remove>{.lists = true};
template <>
inline constexpr needed_parts needed_by<methods::lists_rename>{.lists = true};
template <>
inline constexpr needed_parts needed_by<methods::deliveries_record>{.summary = true,
                                                                    .delivery = true};
template <>
inline constexpr needed_parts needed_by<methods::credit_grant>{.credit = true};
template <>
inline constexpr needed_parts needed_by<methods::credit_authorize>{.credit = true};
template <>
inline constexpr needed_parts needed_by<methods::credit_capture>{.credit = true,
                                                                 .authorization = true};
template <>
inline constexpr needed_parts needed_by<methods::credit_void>{.credit = true,
                                                              .authorization = true};
template <>
inline constexpr needed_parts needed_by<methods::credit_refund>{.credit = true,
                                                                .authorization = true};
template <>
inline constexpr needed_parts needed_by<methods::credit_transfer>{.credit = true};
template <>
inline constexpr needed_parts needed_by<methods::addresses_add>{.counts = true, .addresses = true};
template <>
inline constexpr needed_parts needed_by<methods::addresses_update>{.addresses = true};
template <>
inline constexpr needed_parts needed_by<methods::addresses_remove>{.counts = true,
                                                                   .addresses = true};
template <>
inline constexpr needed_parts needed_by<methods::addresses_set_default>{.addresses = true};
template <>
inline constexpr needed_parts needed_by<methods::notes_add>{.counts = true};
template <>
inline constexpr needed_parts needed_by<methods::notes_revise>{.note = true};
template <>
inline constexpr needed_parts needed_by<methods::customers_unlock>{.login = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_login>{
    .login = true, .sessions = true, .links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_change_password>{
    .login = true, .sessions = true, .links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_request_password_reset>{.links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_request_verification>{.links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_reset_password>{
    .login = true, .sessions = true, .links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_verify_email>{.links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_request_email_change>{
    .login = true, .sessions = true, .links = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_confirm_email_change>{
    .sessions = true, .links = true, .newsletters = true};
template <>
inline constexpr needed_parts needed_by<methods::customers_change_email>{.links = true,
                                                                         .newsletters = true};
template <>
inline constexpr needed_parts needed_by<methods::customers_send_password_link>{.links = true};
template <>
inline constexpr needed_parts needed_by<methods::customers_resend_verification>{.links = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_login>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_logout>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_end_sessions>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_change_password>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_enroll_totp>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_confirm_totp>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_remove_totp>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_unlock>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_reset_password>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_invite>{.links = true, .staff = true};
template <>
inline constexpr needed_parts needed_by<methods::staff_accept_invitation>{.staff = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_refresh>{.sessions = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_logout>{.sessions = true};
template <>
inline constexpr needed_parts needed_by<methods::shopper_end_sessions>{.sessions = true};

template <>
inline constexpr needed_parts needed_by<methods::companies_assign>{.companies = true};
template <>
inline constexpr needed_parts needed_by<methods::companies_unassign>{.companies = true};
template <>
inline constexpr needed_parts needed_by<methods::contacts_convert>{.login = true, .links = true};

template <>
inline constexpr needed_parts needed_by<methods::assisted_start>{.sessions = true};
template <>
inline constexpr needed_parts needed_by<methods::assisted_end>{.sessions = true};
template <>
inline constexpr needed_parts needed_by<methods::customers_set_status>{
    .counts = true, .mails = true, .sessions = true};
template <>
inline constexpr needed_parts needed_by<methods::mails_retry>{.mail = true};
template <>
inline constexpr needed_parts needed_by<methods::newsletter_subscribe>{.links = true,
                                                                       .newsletters = true};
template <>
inline constexpr needed_parts needed_by<methods::newsletter_confirm>{.links = true,
                                                                     .newsletters = true};
template <>
inline constexpr needed_parts needed_by<methods::newsletter_unsubscribe>{.links = true,
                                                                         .newsletters = true};

// The number of the note that an id names; nothing if it can name none.
std::optional<std::uint32_t> note_number(std::string_view id);

// Whose parts, and where they are read.
struct parts_source {
  const storage::snapshot& reading;
  tenant_number tenant;
  account_number account;
  std::size_t under_way = 0;  // commands of the account whose commits are not known yet
};

// Each reads what is not loaded yet; `internal` if it is damaged.
outcome<nothing> load_counts(const parts_source& from, account_parts& into);
outcome<nothing> load_addresses(const parts_source& from, account_parts& into);
outcome<nothing> load_guard(const parts_source& from, account_parts& into);
outcome<nothing> load_password(const parts_source& from, account_parts& into);
outcome<nothing> load_sessions(const parts_source& from, account_parts& into);
outcome<nothing> load_links(const parts_source& from, account_parts& into);
outcome<nothing> load_credentials(const parts_source& from, account_parts& into);
outcome<nothing> load_credit(const parts_source& from, account_parts& into);
// Also one of a customer who was merged into the account's; whose it is the command has to see.
// Lets go of those that nothing under way can have changed.
outcome<nothing> load_authorization(const parts_source& from, std::string_view id,
                                    account_parts& into);
outcome<nothing> load_note(const parts_source& from, std::string_view id, account_parts& into);
outcome<nothing> load_mails(const parts_source& from, account_parts& into);
// Always as it is stored now.
outcome<nothing> load_mail(const parts_source& from, std::string_view id, account_parts& into);
outcome<nothing> load_order(const parts_source& from, std::string_view reference,
                            account_parts& into);
outcome<nothing> load_delivery(const parts_source& from, std::string_view reference,
                               account_parts& into);
outcome<nothing> load_summary(const parts_source& from, account_parts& into);
outcome<nothing> load_carts(const parts_source& from, account_parts& into);
outcome<nothing> load_companies(const parts_source& from, const std::vector<std::string>& ids,
                                account_parts& into);
outcome<nothing> load_newsletters(const parts_source& from, account_parts& into);
outcome<nothing> load_coupons(const parts_source& from, account_parts& into);
outcome<nothing> load_memberships(const parts_source& from, account_parts& into);
outcome<nothing> load_lists(const parts_source& from, account_parts& into);

// All that it takes to send a link.
inline outcome<nothing> load_what_links_need(const parts_source& from, account_parts& into) {
  for (const auto load : {load_counts, load_mails, load_guard, load_links})
    if (auto loaded = load(from, into); !loaded) return loaded;
  return nothing{};
}

// The reference of the order that a command names.
template <class Command>
std::string_view named_order(const Command& asked) {
  if constexpr (requires { asked.order.reference; })
    return asked.order.reference;
  else
    return asked.order;
}

// The ids of the companies that a command names.
template <class Command>
std::vector<std::string> ids_of_companies(const Command& asked) {
  if constexpr (requires { asked.draft; })
    return asked.draft.company_ids();
  else
    return {asked.company};
}

template <class Command>
outcome<nothing> load_parts(const Command& asked, const parts_source& from, account_parts& into) {
  constexpr needed_parts needed = needed_by<Command>;
  if constexpr (needed.counts || needed.links || needed.carts || needed.credit || needed.coupons ||
                needed.memberships || needed.lists)
    if (auto loaded = load_counts(from, into); !loaded) return loaded;
  if constexpr (needed.addresses)
    if (auto loaded = load_addresses(from, into); !loaded) return loaded;
  if constexpr (needed.note)
    if (auto loaded = load_note(from, asked.note, into); !loaded) return loaded;
  if constexpr (needed.mails || needed.links)
    if (auto loaded = load_mails(from, into); !loaded) return loaded;
  if constexpr (needed.mail)
    if (auto loaded = load_mail(from, asked.mail, into); !loaded) return loaded;
  if constexpr (needed.login || needed.sessions || needed.links || needed.staff)
    if (auto loaded = load_guard(from, into); !loaded) return loaded;
  if constexpr (needed.login)
    if (auto loaded = load_password(from, into); !loaded) return loaded;
  if constexpr (needed.sessions || needed.staff)
    if (auto loaded = load_sessions(from, into); !loaded) return loaded;
  if constexpr (needed.links || needed.staff)
    if (auto loaded = load_links(from, into); !loaded) return loaded;
  if constexpr (needed.staff)
    if (auto loaded = load_credentials(from, into); !loaded) return loaded;
  if constexpr (needed.summary)
    if (auto loaded = load_summary(from, into); !loaded) return loaded;
  if constexpr (needed.order)
    if (auto loaded = load_order(from, named_order(asked), into); !loaded) return loaded;
  if constexpr (std::is_same_v<Command, methods::orders_record>)
    if (asked.registers.value_or(false))
      if (auto loaded = load_what_links_need(from, into); !loaded) return loaded;
  if constexpr (needed.delivery)
    if (auto loaded = load_delivery(from, asked.delivery.reference, into); !loaded) return loaded;
  if constexpr (needed.carts)
    if (auto loaded = load_carts(from, into); !loaded) return loaded;
  if constexpr (needed.companies)
    if (auto loaded = load_companies(from, ids_of_companies(asked), into); !loaded) return loaded;
  if constexpr (needed.newsletters)
    if (auto loaded = load_newsletters(from, into); !loaded) return loaded;
  if constexpr (needed.coupons)
    if (auto loaded = load_coupons(from, into); !loaded) return loaded;
  if constexpr (needed.memberships)
    if (auto loaded = load_memberships(from, into); !loaded) return loaded;
  if constexpr (needed.lists)
    if (auto loaded = load_lists(from, into); !loaded) return loaded;
  if constexpr (needed.credit)
    if (auto loaded = load_credit(from, into); !loaded) return loaded;
  if constexpr (needed.authorization)
    if (auto loaded = load_authorization(from, asked.authorization, into); !loaded) return loaded;
  return nothing{};
}
template <class Command>
inline constexpr bool needs_parts = needed_by<Command> != needed_parts{};

storage::key password_key(tenant_number tenant, account_number account);
// Of a member of staff.
storage::key credentials_key(tenant_number tenant, account_number account);
// Of a customer or of a member of staff, of whom only mails are counted.
storage::key counts_key(tenant_number tenant, account_number account);
storage::key summary_key(tenant_number tenant, account_number account);
storage::key address_key(tenant_number tenant, account_number account, std::uint64_t number);
storage::key mail_record_key(tenant_number tenant, account_number account, std::uint64_t number);
storage::key authorization_key(tenant_number tenant, const identity::credit_id& id);
storage::key note_key(tenant_number tenant, account_number account, std::uint32_t note,
                      std::int64_t revision);

// How much may belong to one customer.
struct account_limits {
  std::int64_t addresses = 0;
  std::int64_t notes = 0;
  std::int64_t note_revisions = 0;
  std::int64_t orders = 0;
  std::int64_t deliveries = 0;
  std::int64_t carts = 0;
  std::int64_t sessions = 1;
  std::int64_t session_ms = 0;
  std::int64_t access_token_ms = 0;
  std::int64_t refresh_grace_ms = 0;
};
account_limits limits_of(const config::settings& settings);

}  // namespace atrium::actors
