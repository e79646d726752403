#include "actors/account/belongings/addresses.hpp"

#include <algorithm>

#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {

const address_book& book_of(const account_state& now) {
  static const address_book none;
  return now.parts.addresses ? *now.parts.addresses : none;
}

records::part_counts counts_of(const account_state& now) {
  return now.parts.counts ? now.parts.counts->record : records::part_counts{};
}

address_book::const_iterator find_address(const address_book& book, std::string_view id) {
  return std::find_if(book.begin(), book.end(),
                      [&](const auto& each) { return each.second.record.id == id; });
}

outcome<address_place> place_for(const std::optional<std::string>& chosen, const address_book& book,
                                 records::part_counts& counts) {
  constexpr auto kind = identity::generated::address;
  auto number = static_cast<std::uint64_t>(counts.last_address) + 1;
  if (chosen) {
    const auto generated = identity::number_of_generated_id(*chosen, kind);
    const bool was =
        generated && *generated <= static_cast<std::uint64_t>(counts.last_generated_address);
    if (was || find_address(book, *chosen) != book.end())
      return refusal(errc::id_taken, "an address of the customer has, or had, this id",
                     "address.id");
  } else {
    while (find_address(book, identity::generated_id(number, kind)) != book.end()) ++number;
    counts.last_generated_address = static_cast<std::int64_t>(number);
  }
  counts.last_address = static_cast<std::int64_t>(number);
  ++counts.addresses;
  return address_place{number, chosen ? *chosen : identity::generated_id(number, kind)};
}

}  // namespace atrium::actors
