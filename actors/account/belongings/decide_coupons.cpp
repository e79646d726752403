// coupons.assign and coupons.redeem (features.md G5).
#include "actors/account/belongings/coupons.hpp"
#include "actors/account/decide.hpp"
#include "protocol/methods/coupons.hpp"

namespace atrium::actors {
namespace {

using records::coupon;
using records::coupon_state;

outcome<nothing> may_change(const account_state& now, const decide_context& in) {
  if (!in.tenant.tenant.marketing) return refusal(errc::capability_off);
  if (const auto found = existing(now); !found) return found.failure();
  return nothing{};
}

// The one with this code that he has, or else had last; null: he never had one.
const coupon_book::value_type* coupon_with(const coupon_book& book, std::string_view code) {
  const coupon_book::value_type* found = nullptr;
  for (const auto& each : book) {
    if (each.second.record.code != code) continue;
    found = &each;
    if (each.second.record.state != coupon_state::expired) break;
  }
  return found;
}

error cannot_be_redeemed(coupon_state state) {
  error refused = refusal(errc::invalid_token, "the coupon cannot be redeemed", "code");
  refused.data.emplace_back("reason", std::string(fields::name_of(state)));
  return refused;
}

bool any_coupon(const coupon&) { return true; }

}  // namespace

outcome<decision> decide(const methods::coupons_assign& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  if (auto valid = check_end("valid_until", command.valid_until, command.valid_from.value_or(0),
                             "valid_from", in);
      !valid)
    return valid.failure();
  const coupon_book& book = marks_of<coupon>(now.parts);
  const auto* known = coupon_with(book, command.code);
  const coupon_state state =
      known ? state_at(known->second.record, in.now_ms) : coupon_state::expired;
  if (state == coupon_state::redeemed)
    return refusal(errc::reference_taken, "the customer has redeemed this coupon", "code");
  const bool is_new = state == coupon_state::expired;
  records::part_counts counts = counts_of(now);
  auto given = is_new ? new_mark<coupon>(counts) : mark_to_change<coupon>(*known);
  if (auto same = at_version(given.record.version, in); !same) return same.failure();
  given.record.code = command.code;
  given.record.title = command.title;
  given.record.reference = command.reference;
  given.record.valid_from = command.valid_from;
  given.record.valid_until = command.valid_until;
  decision made = change_of(now, in);
  if (!is_new) {
    if (given.before->record == given.record) {
      made.answer = mark_answer(given.record, in);
      return made;
    }
    keep_and_tell<coupon>(made, std::move(given), "coupon.assigned", in);
    return made;
  }
  if (known) expire_coupon(made, known->first, in);
  if (open_marks<coupon>(made, any_coupon) >= methods::open_coupons_max)
    return refusal(errc::limit_reached, "a customer has at most " +
                                            std::to_string(methods::open_coupons_max) +
                                            " coupons that can be redeemed");
  given.record.created_at = in.now_ms;
  forget_past<coupon>(made, methods::past_coupons_max, any_coupon, counts, in);
  put_counts(made, counts, in);
  keep_and_tell<coupon>(made, std::move(given), "coupon.assigned", in);
  return made;
}

outcome<decision> decide(const methods::coupons_redeem& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_change(now, in); !may) return may.failure();
  const auto* known = coupon_with(marks_of<coupon>(now.parts), command.code);
  if (!known) return refusal(errc::not_found, "the customer has no such coupon", "code");
  auto redeemed = mark_to_change<coupon>(*known);
  if (auto same = at_version(redeemed.record.version, in); !same) return same.failure();
  if (const auto state = state_at(redeemed.record, in.now_ms); state != coupon_state::valid)
    return cannot_be_redeemed(state);
  redeemed.record.state = coupon_state::redeemed;
  redeemed.record.redeemed_at = in.now_ms;
  redeemed.record.order = command.order;
  decision made = change_of(now, in);
  keep_and_tell<coupon>(made, std::move(redeemed), "coupon.redeemed", in);
  return made;
}

void expire_coupon(decision& made, std::uint64_t number, const decide_context& in) {
  const coupon_book& book = marks_of<coupon>(made.after.parts);
  const auto known = book.find(number);
  if (known == book.end()) return;
  auto over = mark_to_change<coupon>(*known);
  if (const auto time = next_time(over.record); !time || *time > in.now_ms) return;
  over.record.state = coupon_state::expired;
  ++over.record.version;
  over.record.updated_at = in.now_ms;
  tell_of_due(made,
              {.kind = "coupon.expired", .object = over.record.id, .version = over.record.version},
              in);
  keep_mark(made, std::move(over), in);
}

}  // namespace atrium::actors
