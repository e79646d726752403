// Coupons, memberships and roles, as they are now: what time has done to them shows at once, also
// where it was not written down yet.
#include "actors/account/marks.hpp"

#include "actors/reads/reads.hpp"
#include "actors/reads/sorted_rows.hpp"
#include "protocol/methods/coupons.hpp"
#include "protocol/methods/memberships.hpp"

namespace atrium::actors {
namespace {

using records::coupon;
using records::membership;

template <fields::record R, class IsWanted>
auto as_they_are(const call_context& call, IsWanted is_wanted) {
  const std::int64_t now = call.shared.world().now_ms();
  return [now, is_wanted](const storage::row& found) -> outcome<std::optional<R>> {
    const auto record = fields::decode_tagged<R>(found.value);
    if (!record) return refusal(errc::internal);
    R shown = shown_at(*record, now);
    if (!is_wanted(shown)) return std::optional<R>{};
    return std::optional(std::move(shown));
  };
}

template <fields::record R>
auto show_mark(const call_context& call) {
  return [&call](const R& record, wire::buffer& to) {
    fields::show<R>(to, fields::encode_tagged(record), shown_to_caller<R>(call));
  };
}

template <fields::record R, class List, class IsWanted>
outcome<nothing> list_marks(const List& asked, account_number account, const call_context& call,
                            IsWanted is_wanted, wire::buffer& out) {
  return list_in_order<R>(asked, call, account, mark_traits<R>::item, mark_traits<R>::letter,
                          as_they_are<R>(call, is_wanted), show_mark<R>(call), out);
}

// The array of those in the one state.
template <fields::record R, class State>
outcome<nothing> append_marks(const call_context& call, account_number account, State wanted,
                              wire::buffer& out) {
  const auto is_wanted = [wanted](const R& each) { return each.state == wanted; };
  return append_picked(call, account, mark_traits<R>::item, as_they_are<R>(call, is_wanted),
                       show_mark<R>(call), out);
}

}  // namespace

outcome<nothing> read(const methods::coupons_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.marketing) return refusal(errc::capability_off);
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  return list_marks<coupon>(
      asked, *account, call,
      [&](const coupon& each) {
        return (!asked.state || each.state == *asked.state) &&
               (!asked.code || each.code == *asked.code);
      },
      out);
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
