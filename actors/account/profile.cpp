#include "actors/account/profile.hpp"

#include "protocol/wire/cursor.hpp"

namespace atrium::actors {

using records::customer;

std::optional<account_number> merged_into(std::string_view stored) {
  wire::cursor from(stored);
  std::uint32_t count = 0;
  from.read_map(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    std::int64_t tag = 0, account = 0;
    if (!from.read_integer(tag) || tag == customer::id_tag) return {};
    if (tag == customer::merged_tag && from.read_integer(account))
      return account_number{static_cast<std::uint64_t>(account)};
    if (!from.skip()) return {};
  }
  return {};
}

outcome<std::optional<customer>> profile_of(const storage::snapshot& reading, tenant_number tenant,
                                            account_number account) {
  auto stored = reading.get(storage::table::records, storage::customer_key(tenant, account));
  if (stored && *stored)
    if (const auto other = merged_into(**stored))
      stored = reading.get(storage::table::records, storage::customer_key(tenant, *other));
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<customer>{};
  auto profile = fields::decode_tagged<customer>(**stored);
  if (!profile) return refusal(errc::internal);
  return std::optional(std::move(*profile));
}

}  // namespace atrium::actors
