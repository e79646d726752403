// Builders for every key in the store. A key of a tenant cannot be built without its number, which
// is a type of its own: one tenant's record is out of another's reach by construction
// (docs/data_format.md, Conventions).
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "protocol/records/numbers.hpp"
#include "protocol/wire/format.hpp"

namespace atrium::storage {

enum class record_kind : std::uint8_t {
  tenant = 1,
  realm = 2,
  site = 3,
  client = 4,
  mixin_schema = 5,
  staff_group = 6,
  staff = 7,
  segment = 9,
  mail_template = 12,
  customer = 16,
  stranger = 17,
  audit = 18,
  company = 19,
};

enum class mixin_item : std::uint8_t { newest = 0, version = 1 };
enum class segment_item : std::uint8_t { definition = 0, rules = 1 };

enum class customer_item : std::uint8_t {
  profile = 0,
  password = 1,
  counts = 2,                  // how many of the following there are
  addresses = 3,               // part: the address's number
  notes = 4,                   // part: the note's number (u32) and the revision's (u32)
  history = 5,                 // part: the journal's number
  guard = 6,                   // of logins
  sessions = 7,                // part: the session's number
  mails = 8,                   // part: the mail's number
  links = 9,                   // part: by what it is good for (link_part)
  credit = 11,                 // part: the ledger's currency (currency_part)
  credit_entries = 12,         // part: currency and number (ledger_part)
  credit_authorizations = 13,  // likewise
  orders = 14,                 // part: when it was placed, and its number (timed_part)
  summary = 16,                // of the orders
  carts = 17,                  // part: the cart's number
  deliveries = 18,             // part: when it was shipped, and its number (timed_part)
  coupons = 19,                // part: the coupon's number
  lists = 20,                  // part: the list's number
  memberships = 21,            // and roles; part: the number
  newsletter = 22,             // part: the site's number
};

enum class unique_space : std::uint8_t {
  tenant_name = 1,
  client_id = 2,
  realm_name = 3,
  site_name = 4,
  staff_group_name = 5,
  staff_username = 6,
  login = 16,
  customer_id = 17,
  external_id = 18,
  erased_id = 19,
  token = 20,
  link = 21,
  assisted = 22,
  due = 23,
  order_reference = 24,
  delivery_reference = 25,
  company_id = 26,
  company_external_id = 27,
  company_order = 28,
};

// LMDB's limit on a key.
inline constexpr std::size_t key_bytes_max = 511;

// A key under construction: fixed capacity, no allocation. Text that does not fit makes it
// `overflowed`; the limits on names and e-mails (protocol/) keep that from happening to anything
// that a caller may send.
class key {
 public:
  key& u8(std::uint8_t value) { return bytes({reinterpret_cast<const char*>(&value), 1}); }
  key& u16(std::uint16_t value) { return big_endian(value, 2); }
  key& u32(std::uint32_t value) { return big_endian(value, 4); }
  key& u64(std::uint64_t value) { return big_endian(value, 8); }
  key& bytes(std::string_view text) {
    if (size_ + text.size() > key_bytes_max) {
      overflowed_ = true;
      return *this;
    }
    std::memcpy(data_.data() + size_, text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  bool overflowed() const { return overflowed_; }
  std::string_view view() const { return {data_.data(), size_}; }
  operator std::string_view() const { return view(); }

 private:
  key& big_endian(std::uint64_t value, int width) {
    char out[8];
    for (int i = 0; i < width; ++i) out[i] = static_cast<char>(value >> (8 * (width - 1 - i)));
    return bytes({out, static_cast<std::size_t>(width)});
  }

  std::array<char, key_bytes_max> data_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

inline key record_prefix(tenant_number tenant, record_kind kind) {
  return key{}.u32(tenant.value).u8(static_cast<std::uint8_t>(kind));
}

inline key record_key(tenant_number tenant, record_kind kind, std::uint64_t number,
                      std::uint8_t item = 0) {
  return record_prefix(tenant, kind).u64(number).u8(item);
}

// One version of the schema for an entity, by records::mixin_entity and counting from 1.
inline key mixin_version_key(tenant_number tenant, std::uint64_t entity, std::uint64_t version) {
  return record_key(tenant, record_kind::mixin_schema, entity,
                    static_cast<std::uint8_t>(mixin_item::version))
      .u64(version);
}

inline key customer_key(tenant_number tenant, account_number account,
                        customer_item item = customer_item::profile) {
  return record_key(tenant, record_kind::customer, account.value, static_cast<std::uint8_t>(item));
}

inline key company_key(tenant_number tenant, std::uint64_t number) {
  return record_key(tenant, record_kind::company, number);
}

// What guards a login that leads to nobody (actors/account/identity/strangers.hpp).
inline key stranger_key(tenant_number tenant, account_number stranger) {
  return record_key(tenant, record_kind::stranger, stranger.value,
                    static_cast<std::uint8_t>(customer_item::guard));
}

// One of a customer's parts, of an item that has many.
inline key customer_part_key(tenant_number tenant, account_number account, customer_item item,
                             std::uint64_t part) {
  return customer_key(tenant, account, item).u64(part);
}

// Staff log in by the machinery of customers: where that wants an account, a member of staff is his
// number with this bit. Customers never get so far, and strangers have the one above.
inline constexpr std::uint64_t staff_bit = std::uint64_t{1} << 62;
constexpr bool is_staff(account_number account) { return account.value >> 62 == 1; }
constexpr account_number account_of_staff(std::uint64_t number) { return {number | staff_bit}; }
constexpr std::uint64_t staff_number(account_number account) { return account.value & ~staff_bit; }

inline key staff_key(tenant_number tenant, account_number account,
                     customer_item item = customer_item::profile) {
  return record_key(tenant, record_kind::staff, staff_number(account),
                    static_cast<std::uint8_t>(item));
}

// Of what customers and staff have alike: passwords, guards, sessions, mails with their counts,
// links.
inline key login_part_key(tenant_number tenant, account_number account, customer_item item) {
  return is_staff(account) ? staff_key(tenant, account, item) : customer_key(tenant, account, item);
}

inline key session_key(tenant_number tenant, account_number account, std::uint64_t session) {
  return login_part_key(tenant, account, customer_item::sessions).u64(session);
}

inline std::uint64_t note_part(std::uint32_t note, std::uint32_t revision) {
  return std::uint64_t{note} << 32 | revision;
}

// Of what has a time and a number of its own: in the order of the times, then of the numbers. Times
// fit until the year 2109.
inline constexpr unsigned timed_number_bits = 21;
inline constexpr std::int64_t timed_number_max = (std::int64_t{1} << timed_number_bits) - 1;
inline constexpr std::int64_t timed_ms_max = (std::int64_t{1} << (63 - timed_number_bits)) - 1;
inline std::uint64_t timed_part(std::int64_t time_ms, std::int64_t number) {
  return static_cast<std::uint64_t>(time_ms) << timed_number_bits |
         static_cast<std::uint64_t>(number);
}

// A currency by its three letters, so that the order of parts is the alphabet's.
inline std::uint64_t currency_part(std::string_view currency) {
  std::uint64_t letters = 0;
  for (const char letter : currency) letters = letters << 8 | static_cast<unsigned char>(letter);
  return letters;
}
inline std::string currency_in(std::uint64_t currency_part) {
  std::string letters;
  for (int shift = 16; shift >= 0; shift -= 8)
    letters += static_cast<char>(currency_part >> shift & 0xff);
  return letters;
}
// What has a number of its own in the ledger of a currency.
inline constexpr unsigned ledger_number_bits = 40;
inline std::uint64_t ledger_part(std::string_view currency, std::uint64_t number) {
  return currency_part(currency) << ledger_number_bits | number;
}
inline std::uint64_t number_in_ledger(std::uint64_t ledger_part) {
  return ledger_part & ((std::uint64_t{1} << ledger_number_bits) - 1);
}

// An entry of the tenant's audit log; its number is given as the journal's are.
inline key audit_prefix(tenant_number tenant) { return record_prefix(tenant, record_kind::audit); }
inline key audit_key(tenant_number tenant, std::uint64_t number) {
  return record_key(tenant, record_kind::audit, number);
}

// How far the tenant's customers agree with its segments.
inline key segment_rules_key(tenant_number tenant) {
  return record_key(tenant, record_kind::segment, 0,
                    static_cast<std::uint8_t>(segment_item::rules));
}

// What a key in `records` says; it must have the shape of one (13 bytes and the item at least).
struct record_name {
  tenant_number tenant;
  record_kind kind;
  std::uint64_t number;
  std::uint8_t item;
  std::uint64_t part;  // 0 for items that are not many
};

inline record_name name_in(std::string_view record_key) {
  constexpr std::size_t part_at = 4 + 1 + 8 + 1;
  const char* bytes = record_key.data();
  return {{wire::load32(bytes)},
          static_cast<record_kind>(wire::load8(bytes + 4)),
          wire::load64(bytes + 5),
          wire::load8(bytes + 13),
          record_key.size() == part_at + 8 ? wire::load64(bytes + part_at) : 0};
}

inline key unique_key(tenant_number tenant, unique_space space, std::string_view text) {
  return key{}.u32(tenant.value).u8(static_cast<std::uint8_t>(space)).bytes(text);
}

inline key login_key(tenant_number tenant, realm_number realm, std::string_view canonical) {
  return key{}
      .u32(tenant.value)
      .u8(static_cast<std::uint8_t>(unique_space::login))
      .u32(realm.value)
      .bytes(canonical);
}

// The canonical text in a login_key.
inline std::string_view login_in(std::string_view login_key) { return login_key.substr(9); }

// `hash`: SHA-256 of the token, or of what all of a session's refresh tokens begin with.
inline key token_key(tenant_number tenant, std::string_view hash) {
  return unique_key(tenant, unique_space::token, hash);
}

// There is one link for each records::link_purpose, and of newsletters one for each site, by its
// number.
constexpr std::uint64_t link_part(std::uint64_t purpose, std::uint64_t site = 0) {
  return purpose | site << 8;
}
constexpr std::uint64_t purpose_of_link(std::uint64_t part) { return part & 0xff; }
constexpr std::uint64_t site_of_link(std::uint64_t part) { return part >> 8; }

// `hash`: SHA-256 of the token of a link in a mail.
inline key link_key(tenant_number tenant, std::string_view hash) {
  return unique_key(tenant, unique_space::link, hash);
}

// `hash`: SHA-256 of the token of assisted buying. Apart from the others, for they are few, and
// looked through again and again.
inline key assisted_key(tenant_number tenant, std::string_view hash) {
  return unique_key(tenant, unique_space::assisted, hash);
}

inline key journal_key(tenant_number tenant, std::uint64_t seq) {
  return key{}.u32(tenant.value).u64(seq);
}

// The number in a journal_key.
inline std::uint64_t seq_in(std::string_view journal_key) {
  return wire::load64(journal_key.data() + 4);
}

inline key idempotency_key(tenant_number tenant, std::uint64_t caller, std::string_view text) {
  return key{}.u32(tenant.value).u64(caller).bytes(text);
}

// Of the rows of an import: those of a batch side by side, so that few pages have them. `batch` is
// a hash of idempotency_batch_bytes.
inline constexpr std::size_t idempotency_batch_bytes = 28;
inline key idempotency_batch_prefix(tenant_number tenant, std::uint64_t caller,
                                    std::string_view batch) {
  return key{}.u32(tenant.value).u64(caller).bytes(batch);
}
inline key idempotency_row_key(tenant_number tenant, std::uint64_t caller, std::string_view batch,
                               std::uint32_t row) {
  return idempotency_batch_prefix(tenant, caller, batch).u32(row);
}

// The place of a mail in the outbox: among those of its state, by when it is due. `state` is the
// number of a records::mail_state.
inline key outbox_prefix(tenant_number tenant, std::uint8_t state) {
  return key{}.u32(tenant.value).u8(state);
}
inline key outbox_key(tenant_number tenant, std::uint8_t state, std::int64_t due_ms,
                      std::string_view record_key) {
  return outbox_prefix(tenant, state)
      .u64(static_cast<std::uint64_t>(due_ms))
      .bytes(record_key.substr(4));
}

// What a key of the outbox says; it must have the shape of one (13 bytes and the mail's key).
struct outbox_place {
  tenant_number tenant;
  std::uint8_t state;
  std::int64_t due_ms;
  key record;  // the mail's, in `records`
};
inline outbox_place place_in(std::string_view outbox_key) {
  const char* bytes = outbox_key.data();
  return {{wire::load32(bytes)},
          wire::load8(bytes + 4),
          static_cast<std::int64_t>(wire::load64(bytes + 5)),
          key{}.bytes(outbox_key.substr(0, 4)).bytes(outbox_key.substr(13))};
}

// When a record has something to do: among all that its tenant has to, by the time. The timekeeper
// asks the record's account then.
inline key due_prefix(tenant_number tenant) { return unique_key(tenant, unique_space::due, ""); }
inline key due_key(tenant_number tenant, std::int64_t due_ms, std::string_view record_key) {
  return due_prefix(tenant).u64(static_cast<std::uint64_t>(due_ms)).bytes(record_key.substr(4));
}

// What a due_key says; it must have the shape of one.
struct due_place {
  std::int64_t due_ms;
  key record;
};
inline bool is_due_key(std::string_view due_key) {
  constexpr std::size_t record_bytes = 1 + 8 + 1;
  const std::size_t rest = due_key.size() - (4 + 1 + 8);
  return (rest == record_bytes || rest == record_bytes + 8) &&
         wire::load8(due_key.data() + 4) == static_cast<std::uint8_t>(unique_space::due);
}
inline due_place due_in(std::string_view due_key) {
  return {static_cast<std::int64_t>(wire::load64(due_key.data() + 5)),
          key{}.bytes(due_key.substr(0, 4)).bytes(due_key.substr(13))};
}

inline key next_number_key(tenant_number tenant, record_kind kind) {
  return key{}.bytes("next").u32(tenant.value).u8(static_cast<std::uint8_t>(kind));
}

}  // namespace atrium::storage
