// customers.export_data (features.md X3): what the daemon has of a person, in one document.
#include "actors/reads/exported.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

template <class Record>
outcome<std::optional<Record>> load(const storage::snapshot& reading, std::string_view key) {
  const auto stored = reading.get(storage::table::records, key);
  if (!stored) return stored.failure();
  if (!*stored) return std::optional<Record>{};
  auto record = fields::decode_tagged<Record>(**stored);
  if (!record) return refusal(errc::internal);
  return record;
}

}  // namespace

outcome<nothing> read(const methods::customers_export_data& asked, call_context& call,
                      wire::buffer& out, wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  const tenant_number tenant = call.view->number;
  const auto profile =
      load<records::customer>(call.reading, storage::customer_key(tenant, *account));
  if (!profile) return profile.failure();
  const auto password = load<records::password_record>(
      call.reading, storage::customer_key(tenant, *account, storage::customer_item::password));
  if (!password) return password.failure();
  fields::open_map document(out);
  wire::packer pack(out);
  const auto add = [&](std::string_view name, const auto& record) {
    if (!record) return;
    wire::pack_text(pack, name);
    append_exported(out, *record);
    document.add(1);
  };
  add("profile", *profile);
  add("password", *password);
  document.close();
  return nothing{};
}

}  // namespace atrium::actors
