#include "actors/account/other_account.hpp"

#include "storage/checksum.hpp"

namespace atrium::actors {
namespace {

outcome<nothing> load_profile(const storage::snapshot& reading, tenant_number tenant,
                              other_account& into) {
  const storage::key key = storage::customer_key(tenant, into.account);
  const auto stored = reading.get(storage::table::records, key);
  if (!stored) return stored.failure();
  into.state = {};
  if (!*stored) return nothing{};
  into.state.checksum = storage::checksum(key, **stored);
  into.state.profile = fields::decode_tagged<records::customer>(**stored);
  if (!into.state.profile) return refusal(errc::internal);
  return nothing{};
}

}  // namespace

outcome<other_account> load_other(const storage::snapshot& reading, tenant_number tenant,
                                  account_number account) {
  other_account other{account, {}};
  if (auto loaded = load_profile(reading, tenant, other); !loaded) return loaded.failure();
  if (other.state.profile && other.state.profile->merged_into) {  // since the call came
    other.account = {static_cast<std::uint64_t>(*other.state.profile->merged_into)};
    if (auto loaded = load_profile(reading, tenant, other); !loaded) return loaded.failure();
  }
  const parts_source from{reading, tenant, other.account};
  if (auto loaded = load_counts(from, other.state.parts); !loaded) return loaded.failure();
  if (auto loaded = load_credit(from, other.state.parts); !loaded) return loaded.failure();
  return other;
}

}  // namespace atrium::actors
