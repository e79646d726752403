#include "actors/account/creation/imported.hpp"

#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/import.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using storage::unique_space;

imported_row make_imported_row(methods::import_row&& row, const creation_context& in) {
  imported_row made{std::move(row), refusal(errc::internal), {}};
  made.made = prepare(made.row, in);
  const auto known_by = [&](unique_space space, const std::string& name) {
    made.known_by.emplace_back(storage::unique_key(in.tenant.number, space, name).view());
  };
  if (made.row.id) known_by(unique_space::customer_id, *made.row.id);
  if (const auto& id = made.row.profile.values().external_id)
    known_by(unique_space::external_id, *id);
  return made;
}

outcome<std::optional<account_number>> account_named_by(const methods::import_row& row,
                                                        const storage::snapshot& reading,
                                                        tenant_number tenant) {
  using found = std::optional<account_number>;
  const auto look_up = [&](unique_space space, const std::string& name) -> outcome<found> {
    const auto stored =
        reading.get(storage::table::unique, storage::unique_key(tenant, space, name));
    if (!stored) return stored.failure();
    if (!*stored) return found{};
    const auto entry = fields::decode_tagged<records::unique_entry>(**stored);
    if (!entry) return refusal(errc::internal);
    return found{{static_cast<std::uint64_t>(entry->number)}};
  };
  if (row.id) {
    auto chosen = look_up(unique_space::customer_id, *row.id);
    if (!chosen || *chosen) return chosen;
    // A generated id is not in the index.
    if (const auto number = identity::number_of_generated_id(*row.id)) {
      const auto stored =
          reading.get(storage::table::records, storage::customer_key(tenant, {*number}));
      if (!stored) return stored.failure();
      const auto record = *stored ? fields::decode_tagged<records::customer>(**stored)
                                  : std::optional<records::customer>();
      if (record && !record->custom_id) return found{{*number}};
    }
  }
  const auto& external_id = row.profile.values().external_id;
  return external_id ? look_up(unique_space::external_id, *external_id) : outcome<found>(found{});
}

std::string unfinished_verdict(methods::import_result what, const records::customer& whom) {
  wire::buffer bytes;
  wire::packer pack(bytes);
  pack.pack_map(4);
  wire::pack_key<"result">(pack);
  wire::pack_text(pack, fields::name_of(what));
  wire::pack_key<"id">(pack);
  wire::pack_text(pack, whom.id);
  wire::pack_key<"number">(pack);
  wire::pack_integer(pack, whom.number);
  return bytes.take();
}

}  // namespace atrium::actors
