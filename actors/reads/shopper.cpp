#include <algorithm>
#include <vector>

#include "actors/reads/reads.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/records/shopper_session.hpp"

namespace atrium::actors {
namespace {

storage::key sessions_key(const call_context& call) {
  return storage::customer_key(call.view->number, call.shopper->account,
                               storage::customer_item::sessions);
}

}  // namespace

// The hot call: two look-ups, of the token and of the customer. Who may not log in has no token.
outcome<nothing> read(const methods::shopper_whoami&, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto stored = call.reading.get(
      storage::table::records, storage::customer_key(call.view->number, call.shopper->account));
  if (!stored) return stored.failure();
  if (!*stored) return refusal(errc::internal);
  wire::packer pack(out);
  const auto& acting_staff = call.shopper->acting_staff;
  pack.pack_map(acting_staff ? 4 : 3);
  wire::pack_key<"session">(pack);
  wire::pack_text(pack,
                  identity::generated_id(call.shopper->session, identity::generated::session));
  wire::pack_key<"access_expires_at">(pack);
  wire::pack_integer(pack, call.shopper->expires_at);
  if (acting_staff) {
    wire::pack_key<"acting_staff">(pack);
    wire::pack_text(pack, *acting_staff);
  }
  wire::pack_key<"customer">(pack);
  fields::show<records::customer>(out, **stored, fields::tags_for_shoppers<records::customer>);
  return nothing{};
}

outcome<nothing> read(const methods::shopper_sessions&, call_context& call, wire::buffer& out,
                      wait_for&) {
  std::vector<std::string> newest_last;
  const std::int64_t now = call.shared.world().now_ms();
  const storage::key all = sessions_key(call);
  bool readable = true;
  const auto scanned = call.reading.scan(
      storage::table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        const auto session = fields::decode_tagged<records::shopper_session>(found.value);
        if (!session) return readable = false;
        if (session->expires_at > now) newest_last.emplace_back(found.value);
        return true;
      });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  wire::packer pack(out);
  pack.pack_map(1);
  wire::pack_key<"items">(pack);
  pack.pack_array(static_cast<std::uint32_t>(newest_last.size()));
  for (auto each = newest_last.rbegin(); each != newest_last.rend(); ++each)
    fields::show<records::shopper_session>(out, *each);
  return nothing{};
}

}  // namespace atrium::actors
