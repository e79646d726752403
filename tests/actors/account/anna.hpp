// Anna, customer 41 of the shop, as the rules themselves make her, for tests of what is decided on
// her.
#pragma once

#include <algorithm>

#include "protocol/records/change.hpp"
#include "tests/actors/shop.hpp"

namespace atrium::tests {

struct anna {
  explicit anna(shop& at) : in(at) {
    auto made = in.prepared<methods::customers_create>(
        R"({"email": "anna@example.com", "first_name": "Anna", "last_name": "Bell",
            "external_id": "old"})");
    REQUIRE(made);
    auto born = actors::decide(*made, {}, in.account_context("hash"));
    REQUIRE(born);
    first = std::move(born).value();
    now = first.after;
    now.parts = actors::no_parts();
  }

  template <class Method>
  outcome<actors::decision> decided(std::string_view json) {
    return actors::decide(asked<Method>(json), now, in.account_context());
  }
  // As the account does it: the next command is decided on top.
  template <class Method>
  actors::decision done(std::string_view json) {
    auto made = decided<Method>(json);
    if (!made) FAIL(made.failure().message);
    now = made->after;
    return std::move(made).value();
  }

  shop& in;
  actors::decision first;
  actors::account_state now;
};

inline records::change event_of(const storage::change_set& changes) {
  REQUIRE(changes.journal.size() == 1);
  const auto entry = fields::decode_tagged<records::change>(changes.journal.front().value);
  REQUIRE(entry);
  return *entry;
}

inline bool expects_absent(const actors::decision& made, storage::table where,
                           std::string_view key) {
  return std::any_of(made.changes.expectations.begin(), made.changes.expectations.end(),
                     [&](const storage::expectation& each) {
                       return each.what == storage::expectation::kind::absent &&
                              each.where == where && each.key == key;
                     });
}

inline bool expects_unchanged(const actors::decision& made, std::string_view key) {
  return std::any_of(made.changes.expectations.begin(), made.changes.expectations.end(),
                     [&](const storage::expectation& each) {
                       return each.what == storage::expectation::kind::at_version &&
                              each.key == key && each.checksum;
                     });
}

}  // namespace atrium::tests
