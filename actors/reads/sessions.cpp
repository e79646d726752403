// The sessions of whoever asks: a shopper's, and a member of staff's.
#include <string>
#include <vector>

#include "actors/reads/reads.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/methods/staff.hpp"
#include "protocol/records/shopper_session.hpp"

namespace atrium::actors {
namespace {

// Newest first, of those that are good.
template <class IsGood>
outcome<nothing> show_sessions(const storage::snapshot& reading, const storage::key& all,
                               const fields::tag_set& shown, IsGood&& is_good, wire::buffer& out) {
  std::vector<std::string> newest_last;
  bool readable = true;
  const auto scanned = reading.scan(
      storage::table::records, all, all, ~std::size_t{0}, [&](const storage::row& found) {
        const auto session = fields::decode_tagged<records::shopper_session>(found.value);
        if (!session) return readable = false;
        if (is_good(*session)) newest_last.emplace_back(found.value);
        return true;
      });
  if (!scanned) return scanned.failure();
  if (!readable) return refusal(errc::internal);
  wire::packer pack(out);
  pack.pack_map(1);
  wire::pack_key<"items">(pack);
  pack.pack_array(static_cast<std::uint32_t>(newest_last.size()));
  for (auto each = newest_last.rbegin(); each != newest_last.rend(); ++each)
    fields::show<records::shopper_session>(out, *each, shown);
  return nothing{};
}

}  // namespace

outcome<nothing> read(const methods::shopper_sessions&, call_context& call, wire::buffer& out,
                      wait_for&) {
  const std::int64_t now = call.shared.world().now_ms();
  return show_sessions(
      call.reading,
      storage::customer_key(call.view->number, call.shopper->account,
                            storage::customer_item::sessions),
      fields::all_tags, [&](const records::shopper_session& each) { return each.expires_at > now; },
      out);
}

// Those end when they are not used for a while, or when he is shut out.
outcome<nothing> read(const methods::staff_sessions&, call_context& call, wire::buffer& out,
                      wait_for&) {
  static const fields::tag_set but_site =
      fields::tag_set(fields::all_tags).reset(fields::tag_of<records::shopper_session>("site"));
  const std::int64_t now = call.shared.world().now_ms();
  return show_sessions(
      call.reading,
      storage::staff_key(call.view->number, {call.caller->number},
                         storage::customer_item::sessions),
      but_site,
      [&](const records::shopper_session& each) {
        return each.access_expires_at > now && each.shut_out.value_or(0) == call.caller->shut_out;
      },
      out);
}

}  // namespace atrium::actors
