// Coupons, memberships and roles, as they are now: what time has done to them shows at once, also
// where it was not written down yet.
#include "actors/account/marks.hpp"

#include "actors/reads/backwards.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/methods/coupons.hpp"
#include "protocol/methods/memberships.hpp"

namespace atrium::actors {
namespace {

using records::coupon;
using records::membership;

template <fields::record R>
void show_mark(const R& record, const call_context& call, wire::buffer& out) {
  fields::show<R>(out, fields::encode_tagged(record),
                  call.shopper ? fields::tags_for_shoppers<R> : fields::all_tags);
}

// A page of those that `is_wanted` is true of, newest first. They are few, so others may be looked
// at.
template <fields::record R, class List, class IsWanted>
outcome<nothing> list_marks(const List& asked, account_number account, const call_context& call,
                            IsWanted&& is_wanted, wire::buffer& out) {
  const auto before = number_in_cursor(asked.cursor, ~std::uint64_t{0});
  if (!before) return before.failure();
  const std::int64_t now = call.shared.world().now_ms();
  page listed(asked.limit);
  backwards from(call, account, mark_traits<R>::item, *before);
  for (std::uint64_t last = 0;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    auto record = fields::decode_tagged<R>((*found)->value);
    if (!record) return refusal(errc::internal);
    record->state = state_at(*record, now);
    if (!is_wanted(*record)) continue;
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    last = from.at();
    show_mark(*record, call, listed.add());
  }
  listed.write(out);
  return nothing{};
}

// The array of those in the one state, newest first.
template <fields::record R, class State>
outcome<nothing> append_marks(const call_context& call, account_number account, State wanted,
                              wire::buffer& out) {
  const std::int64_t now = call.shared.world().now_ms();
  wire::buffer items;
  std::uint32_t count = 0;
  backwards from(call, account, mark_traits<R>::item, ~std::uint64_t{0});
  for (;;) {
    const auto found = from.next();
    if (!found) return found.failure();
    if (!*found) break;
    auto record = fields::decode_tagged<R>((*found)->value);
    if (!record) return refusal(errc::internal);
    record->state = state_at(*record, now);
    if (record->state != wanted) continue;
    show_mark(*record, call, items);
    ++count;
  }
  wire::packer(out).pack_array(count);
  out.append(items.view());
  return nothing{};
}

}  // namespace

outcome<nothing> read(const methods::coupons_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.marketing) return refusal(errc::capability_off);
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  return list_marks<coupon>(
      asked, *account, call,
      [&](const coupon& each) { return !asked.state || each.state == *asked.state; }, out);
}

outcome<nothing> read(const methods::memberships_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  return list_marks<membership>(
      asked, *account, call,
      [&](const membership& each) {
        return (!asked.state || each.state == *asked.state) &&
               (!asked.kind || each.kind == *asked.kind);
      },
      out);
}

outcome<nothing> append_coupons(const call_context& call, account_number account,
                                wire::buffer& out) {
  return append_marks<coupon>(call, account, records::coupon_state::valid, out);
}

outcome<nothing> append_memberships(const call_context& call, account_number account,
                                    wire::buffer& out) {
  return append_marks<membership>(call, account, records::membership_state::active, out);
}

}  // namespace atrium::actors
