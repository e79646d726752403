// Which addresses an account has, and where a new one goes. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// Of a call that could not be decoded nothing is loaded, and nobody has an address.
const address_book& book_of(const account_state& now);
records::part_counts counts_of(const account_state& now);

address_book::const_iterator find_address(const address_book& book, std::string_view id);

struct address_place {
  std::uint64_t number;
  std::string id;
};

// The number and the id of a new address, counted in `counts`. A generated id is never given again,
// so one of its form can be chosen only where no such number has been reached; and whoever has
// chosen one keeps it: the number is passed over.
outcome<address_place> place_for(const std::optional<std::string>& chosen, const address_book& book,
                                 records::part_counts& counts);

}  // namespace atrium::actors
