// Orders and deliveries of an account: what has a reference that is unique in the tenant and lies
// in the order of its time. They may be many, so none is kept in memory: a command that names one
// is decided when nothing of the account is under way, on what the store has. No CAF, no threads.
#pragma once

#include <optional>

#include "protocol/records/delivery.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/order.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// What a command names by its reference.
template <fields::record R>
struct recorded {
  std::optional<R> record;  // none: the customer has none of this reference
  std::uint64_t checksum = 0;
  std::uint64_t part = 0;  // where it lies
  bool taken = false;      // another customer has one of this reference
  // The last of all others, if it is the last one itself.
  std::optional<R> last_other;
};

template <fields::record R>
inline constexpr storage::customer_item item_of = storage::customer_item::orders;
template <>
inline constexpr storage::customer_item item_of<records::delivery> =
    storage::customer_item::deliveries;

template <fields::record R>
inline constexpr storage::unique_space references_of = storage::unique_space::order_reference;
template <>
inline constexpr storage::unique_space references_of<records::delivery> =
    storage::unique_space::delivery_reference;

// Where it lies.
template <fields::record R>
std::uint64_t part_of(const R& record) {
  return storage::timed_part(record.time(), record.number);
}

template <fields::record R>
storage::key recorded_key(tenant_number tenant, account_number account, std::uint64_t part) {
  return storage::customer_part_key(tenant, account, item_of<R>, part);
}

template <fields::record R>
storage::key reference_key(tenant_number tenant, std::string_view reference) {
  return storage::unique_key(tenant, references_of<R>, reference);
}

// Where in the tenant it lies that has the reference; nothing if there is none.
struct recorded_place {
  account_number account;
  std::uint64_t part;
};
template <fields::record R>
outcome<std::optional<recorded_place>> find_recorded(const storage::snapshot& reading,
                                                     tenant_number tenant,
                                                     std::string_view reference) {
  const auto named = reading.get(storage::table::unique, reference_key<R>(tenant, reference));
  if (!named) return named.failure();
  if (!*named) return std::optional<recorded_place>{};
  const auto entry = fields::decode_tagged<records::unique_entry>(**named);
  if (!entry || !entry->part) return refusal(errc::internal);
  return std::optional(recorded_place{{static_cast<std::uint64_t>(entry->number)},
                                      static_cast<std::uint64_t>(*entry->part)});
}

// The value of the reference's entry in the index.
std::string reference_entry(account_number account, std::uint64_t part);

}  // namespace atrium::actors
