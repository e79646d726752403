#include "actors/router/taken.hpp"

#include "actors/account/leaving/erased_id.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/records/index_entries.hpp"
#include "protocol/records/one_time_link.hpp"
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
  return refusal_at(errc::id_taken, "id");
}

// The account that does not need its entry under the claim any more, because its site has moved to
// another realm, or has not after all.
std::optional<account_number> left_by_a_move(const name_claim& claim, std::string_view entry,
                                             const storage::snapshot& reading,
                                             const tenant_view& tenant) {
  if (!claim.realm || !tenant.moves_sites()) return {};
  const auto owner = fields::decode_tagged<records::unique_entry>(entry);
  if (!owner) return {};
  const account_number account{static_cast<std::uint64_t>(owner->number)};
  const auto stored =
      reading.get(storage::table::records, storage::customer_key(tenant.number, account));
  if (!stored || !*stored) return {};
  const auto record = fields::decode_tagged<records::customer>(**stored);
  if (!record || tenant.realms_of(*record).holds(*claim.realm)) return {};
  return account;
}

}  // namespace

std::optional<error> taken_name(creation& made, const storage::snapshot& reading,
                                const tenant_view& tenant) {
  for (name_claim& claim : made.claims) {
    const auto entry = reading.get(storage::table::unique, claim.key);
    if (!entry) return entry.failure();
    claim.left_by.reset();
    if (*entry) claim.left_by = left_by_a_move(claim, **entry, reading, tenant);
    if (*entry && !claim.left_by) return refusal_of(claim);
  }
  if (made.draft.custom_id) {
    const auto erased = reading.get(storage::table::unique, erased_id_key(tenant, made.draft.id));
    if (!erased) return erased.failure();
    if (*erased) return refusal_at(errc::id_taken, "id");
  }
  return taken_generated_id(made, reading, tenant.number);
}

outcome<std::optional<account_number>> owner_of_email(const creation& made,
                                                      const storage::snapshot& reading) {
  for (const name_claim& claim : made.claims) {
    if (claim.login != records::login_kind::email) continue;
    const auto stored = reading.get(storage::table::unique, claim.key);
    if (!stored) return stored.failure();
    const auto entry = *stored ? fields::decode_tagged<records::unique_entry>(**stored)
                               : std::optional<records::unique_entry>{};
    if (entry && entry->login == records::login_kind::email)
      return std::optional(account_number{static_cast<std::uint64_t>(entry->number)});
  }
  return std::optional<account_number>{};
}

outcome<std::optional<account_number>> subscriber_of(const creation& made,
                                                     const storage::snapshot& reading) {
  for (const name_claim& claim : made.claims) {
    if (!claim.of_newsletter) continue;
    const auto stored = reading.get(storage::table::unique, claim.key);
    if (!stored) return stored.failure();
    const auto entry = *stored ? fields::decode_tagged<records::link_entry>(**stored)
                               : std::optional<records::link_entry>{};
    if (entry) return std::optional(account_number{static_cast<std::uint64_t>(entry->account)});
  }
  return std::optional<account_number>{};
}

}  // namespace atrium::actors
