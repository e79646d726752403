// Which carts an account has, and which one a command is about. No CAF, no threads, no files.
#pragma once

#include "actors/account/marks.hpp"

namespace atrium::actors {

// Of a call that could not be decoded nothing is loaded, and nobody has a cart.
const cart_book& carts_of(const account_state& now);

cart_book::const_iterator find_cart(const cart_book& book, std::string_view id);
// The newest one of the site.
cart_book::const_iterator cart_at(const cart_book& book, std::string_view site);

// A cart, or one that is to be made, as a command changes it: the answer too, and told of.
struct cart_in_hand : mark_in_hand<records::cart> {
  records::part_counts counts;
};
cart_in_hand cart_to_change(const cart_book::value_type& known, const account_state& now);
// Open carts that the customer may have at one site: who buys for a company has several
// (features.md F10).
std::int64_t carts_per_site(const account_state& now, const decide_context& in);
// `limit_reached` if the customer has as many as he may.
outcome<cart_in_hand> new_cart(const std::string& site, const account_state& now,
                               const decide_context& in);
outcome<decision> keep_cart(cart_in_hand&& changed, const account_state& now,
                            const decide_context& in);

error no_cart();

// Its time has come: nobody saved it for so long as the tenant allows.
void abandon_cart(decision& made, std::uint64_t number, const decide_context& in);

}  // namespace atrium::actors
