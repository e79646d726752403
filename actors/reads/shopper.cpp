#include "protocol/methods/shopper.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {

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

}  // namespace atrium::actors
