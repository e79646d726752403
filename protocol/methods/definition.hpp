// What every method says of itself. A method is a struct: its `about`, its parameters as members
// with `fields()`, its `result` and its `errors`; the function that does it lives in actors/ under
// the effect's folder. Decoding, rights, routing, rpc.discover and the tests derive from the list
// in protocol/methods/list.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/fields/named.hpp"
#include "protocol/fields/partial.hpp"
#include "protocol/records/client.hpp"

namespace atrium::methods {

// Who may call. There is no default: a method without an audience does not compile.
enum class audience : std::uint8_t {
  anyone,          // before hello, too
  operators,       // the operator only
  administrators,  // clients and staff of the tenant with one of the scopes, and the operator
                   // naming the tenant
  clients,  // clients and staff of the tenant with one of the scopes; never the operator (customer
            // data)
  staff,    // whoever is logged in as staff of the tenant: about himself, or with one of the scopes
            // where there has to be a person behind it
};

// What a call touches, and so who answers it.
enum class effect : std::uint8_t {
  session,   // the connection itself
  read,      // a snapshot of the store
  scan,      // the index of lists: a worker that has time for it
  node,      // the list of tenants: the directory decides
  tenant,    // settings, realms, sites, clients: the tenant's actor decides
  move,      // a site between realms, or away: the mover takes it in steps
  creation,  // a new customer: the site router claims its names, a new account decides
  account,   // an existing customer: its account decides
  batch,     // many customers: taken apart, and each of them decided for itself
};

// Whether a call may be made for a logged-in shopper (call.shopper), and then concerns him alone.
enum class shoppers : std::uint8_t {
  none,  // refused with his token
  may,   // with his token it is about himself
  must,  // it is about the shopper of the token
};
constexpr auto enum_names(shoppers) {
  return std::array<std::string_view, 3>{"none", "may", "must"};
}

// Whose hand may make a call that bears a shopper's token: staff who assist him bear one, too
// (features.md R5).
enum class hand : std::uint8_t {
  unsaid,  // of methods that take no token
  own,     // the shopper's alone: what proves who he is, where he is reached, his own sessions
  any,     // also that of staff in his place
};

using scope_set = std::uint16_t;

template <class... Scopes>
constexpr scope_set any_of(Scopes... scopes) {
  return static_cast<scope_set>(((1u << static_cast<unsigned>(scopes)) | ... | 0u));
}
inline constexpr scope_set any_scope = 0xffff;

inline std::vector<records::scope> scopes_in(scope_set set) {
  std::vector<records::scope> found;
  for (std::size_t i = 0; i < enum_names(records::scope{}).size(); ++i)
    if (set & any_of(static_cast<records::scope>(i)))
      found.push_back(static_cast<records::scope>(i));
  return found;
}

struct definition {
  std::string_view name;
  std::string_view summary;
  audience who;
  scope_set scopes;  // one of them is needed
  effect does;
  shoppers with_token = shoppers::none;
  hand by = hand::unsaid;

  // There is no default for whoever takes a token: each has to think.
  constexpr bool says_whose_hand() const {
    return (with_token == shoppers::none) == (by == hand::unsaid);
  }
};

// The parameters of a list that comes in pages.
inline constexpr fields::rule page_limit{.min = 1, .max = 200};
template <class List>
constexpr auto page_parameters() {
  using fields::parameter;
  return atrium::fields::list{
      parameter{"limit", &List::limit, "At most so many (default 50).", page_limit},
      parameter{"cursor", &List::cursor, "next_cursor of the page before.",
                fields::rule{.bytes_max = 128}}};
}

// The same where the rows are a customer's and so few that they are sorted as they are read
// (protocol/lists/field_order.hpp).
template <class List>
constexpr auto sorted_page_parameters() {
  using fields::parameter;
  return atrium::fields::list{
      parameter{"sort", &List::sort,
                "By which of their fields, `-` before it for descending; see Lists.",
                fields::rule{.bytes_max = 64}},
      parameter{"limit", &List::limit, "At most so many (default 50).", page_limit},
      parameter{"cursor", &List::cursor, "next_cursor of the page before.",
                fields::rule{.bytes_max = 1024}}};
}

// What such a list answers that is made of no records, but of entries of its own.
template <class Entry>
struct newest_first {
  std::vector<Entry> items;
  std::optional<std::string> next_cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = newest_first;
    return list{parameter{"items", &n::items, "Newest first."},
                parameter{"next_cursor", &n::next_cursor, "`cursor` of the next page."}};
  }
};

// The result of a method that has nothing to tell but that it is done.
struct no_result {
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

// An answer {items: [record, …], next_cursor?}.
template <fields::record R>
struct items_of {
  using item = R;
};

// The same where a call looks at a bounded number of records: {items, next_cursor?, partial?}.
template <fields::record R>
struct partly {
  using item = R;
};

// The same from the index of lists: {items, next_cursor?, total?, partial?, seq}.
template <fields::record R>
struct listed {
  using item = R;
};

}  // namespace atrium::methods
