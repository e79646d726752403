#include "actors/account/belongings/carts.hpp"

#include <algorithm>

#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t hour_ms = std::int64_t{60} * 60 * 1'000;

}  // namespace

const cart_book& carts_of(const account_state& now) { return marks_of<records::cart>(now.parts); }

cart_book::const_iterator find_cart(const cart_book& book, std::string_view id) {
  const auto number = identity::number_of_generated_id(id, identity::generated::cart);
  return number ? book.find(*number) : book.end();
}

cart_book::const_iterator cart_at(const cart_book& book, std::string_view site) {
  auto newest = book.end();
  for (auto each = book.begin(); each != book.end(); ++each)
    if (each->second.record.site == site) newest = each;
  return newest;
}

cart_in_hand cart_to_change(const cart_book::value_type& known, const account_state& now) {
  return {mark_to_change<records::cart>(known), counts_of(now)};
}

std::int64_t carts_per_site(const account_state& now, const decide_context& in) {
  constexpr std::int64_t of_companies = 50;
  return now.profile->is_b2b() ? of_companies : in.tenant.tenant.carts_per_site;
}

outcome<cart_in_hand> new_cart(const std::string& site, const account_state& now,
                               const decide_context& in) {
  const cart_book& book = carts_of(now);
  const auto there = std::ranges::count_if(
      book, [&](const auto& each) { return each.second.record.site == site; });
  const std::int64_t most = carts_per_site(now, in);
  if (there >= most)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(most) + " carts at a site");
  records::part_counts counts = counts_of(now);
  if (counts.carts >= in.limits.carts)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(in.limits.carts) + " carts");
  auto made = new_mark<records::cart>(counts);
  made.record.site = site;
  made.record.created_at = in.now_ms;
  return cart_in_hand{std::move(made), counts};
}

outcome<decision> keep_cart(cart_in_hand&& changed, const account_state& now,
                            const decide_context& in) {
  records::cart& after = changed.record;
  if (auto same = at_version(after.version, in); !same) return same.failure();
  after.state = records::cart_state::open;
  if (changed.before && changed.before->record == after) return unchanged(now, after, in);
  const std::int64_t hours = in.tenant.tenant.carts_abandoned_after_hours;
  after.abandoned_from = hours > 0 ? std::optional(in.now_ms + hours * hour_ms) : std::nullopt;
  decision made = change_of(now, in);
  if (!changed.before) put_counts(made, changed.counts, in);
  keep_and_tell<records::cart>(made, std::move(changed), "cart.saved", in);
  return made;
}

void abandon_cart(decision& made, std::uint64_t number, const decide_context& in) {
  const cart_book& book = carts_of(made.after);
  const auto known = book.find(number);
  if (known == book.end()) return;
  auto left = mark_to_change<records::cart>(*known);
  records::cart& after = left.record;
  if (const auto time = next_time(after); !time || *time > in.now_ms) return;
  after.state = records::cart_state::abandoned;
  after.abandoned_from.reset();
  ++after.version;
  tell_of_due(made, {.kind = "cart.abandoned", .object = after.id, .version = after.version}, in);
  keep_mark(made, std::move(left), in);
}

error no_cart() { return refusal(errc::not_found, "the customer has no such cart", "cart"); }

}  // namespace atrium::actors
