#include "actors/router/taken.hpp"

#include "protocol/identity/generated_id.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// Why the id that this creation has chosen is somebody's generated one; the unique index does not
// know these.
std::optional<error> taken_generated_id(creation& made, const storage::snapshot& reading,
                                        tenant_number tenant) {
  made.generated_id_of.reset();
  const auto number = made.draft.custom_id ? identity::number_of_generated_id(made.draft.id)
                                           : std::optional<std::uint64_t>{};
  if (!number) return {};
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant, {*number}));
  if (!stored) return stored.failure();
  if (!*stored) {
    made.generated_id_of = account_number{*number};
    return {};
  }
  const auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record) return refusal(errc::internal);
  if (record->custom_id) return {};
  return refusal(errc::id_taken, std::string(row_of(errc::id_taken).meaning), "id");
}

}  // namespace

std::optional<error> taken_name(creation& made, const storage::snapshot& reading,
                                tenant_number tenant) {
  for (const name_claim& claim : made.claims) {
    const auto entry = reading.get(storage::table::unique, claim.key);
    if (!entry) return entry.failure();
    if (*entry) return refusal_of(claim);
  }
  return taken_generated_id(made, reading, tenant);
}

}  // namespace atrium::actors
