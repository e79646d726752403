#include "actors/account/carts.hpp"

#include <algorithm>

#include "actors/account/addresses.hpp"
#include "actors/account/due.hpp"
#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t hour_ms = std::int64_t{60} * 60 * 1'000;

// Puts a cart, with its place in the due queue; returns it as stored.
std::string put_cart(decision& made, std::uint64_t number, records::cart after,
                     const std::optional<stored_part<records::cart>>& before,
                     const decide_context& in) {
  const storage::key key = cart_key(in.tenant.number, in.account, number);
  if (before) expect_part(made, key, before->record.version, before->checksum);
  move_due(made, key, before ? next_time(before->record) : std::nullopt, next_time(after), in);
  auto [stored, checksum] = put_part(made, key, after);
  auto book = std::make_shared<cart_book>(carts_of(made.after));
  (*book)[number] = {std::move(after), checksum};
  made.after.parts.carts = std::move(book);
  return std::move(stored);
}

}  // namespace

const cart_book& carts_of(const account_state& now) {
  static const cart_book none;
  return now.parts.carts ? *now.parts.carts : none;
}

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
  return {known.first, known.second.record, known.second, counts_of(now)};
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
  cart_in_hand made{.counts = counts_of(now)};
  if (made.counts.carts >= in.limits.carts)
    return refusal(errc::limit_reached,
                   "a customer has at most " + std::to_string(in.limits.carts) + " carts");
  made.number = static_cast<std::uint64_t>(++made.counts.last_cart);
  ++made.counts.carts;
  made.cart.version = 0;
  made.cart.id = identity::generated_id(made.number, identity::generated::cart);
  made.cart.site = site;
  made.cart.created_at = in.now_ms;
  return made;
}

outcome<decision> keep_cart(cart_in_hand&& changed, const account_state& now,
                            const decide_context& in) {
  records::cart& after = changed.cart;
  if (auto same = at_version(after.version, in); !same) return same.failure();
  after.state = records::cart_state::open;
  if (changed.before && changed.before->record == after) return unchanged(now, after, in);
  ++after.version;
  after.updated_at = in.now_ms;
  const std::int64_t hours = in.tenant.tenant.carts_abandoned_after_hours;
  after.abandoned_from = hours > 0 ? std::optional(in.now_ms + hours * hour_ms) : std::nullopt;
  decision made = change_of(now, in);
  if (!changed.before) put_counts(made, changed.counts, in);
  tell(made, {.kind = "cart.saved", .object = after.id, .version = after.version}, in);
  made.answer = unfinished_answer<records::cart>(
      put_cart(made, changed.number, std::move(after), changed.before, in),
      shown_to_caller<records::cart>(in));
  return made;
}

void abandon_cart(decision& made, std::uint64_t number, const decide_context& in) {
  const cart_book& book = carts_of(made.after);
  const auto known = book.find(number);
  if (known == book.end()) return;
  const stored_part<records::cart> before = known->second;
  if (const auto time = next_time(before.record); !time || *time > in.now_ms) return;
  records::cart after = before.record;
  after.state = records::cart_state::abandoned;
  after.abandoned_from.reset();
  ++after.version;
  tell_of_due(made, {.kind = "cart.abandoned", .object = after.id, .version = after.version}, in);
  put_cart(made, number, std::move(after), before, in);
}

error no_cart() { return refusal(errc::not_found, "the customer has no such cart", "cart"); }

}  // namespace atrium::actors
