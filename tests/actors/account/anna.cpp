#include "tests/actors/account/anna.hpp"

#include <algorithm>

namespace atrium::tests {

anna::anna(shop& at) : in(at) {
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

records::change event_of(const storage::change_set& changes) {
  REQUIRE(changes.journal.size() == 1);
  const auto entry = fields::decode_tagged<records::change>(changes.journal.front().value);
  REQUIRE(entry);
  return *entry;
}

bool expects_absent(const actors::decision& made, storage::table where, std::string_view key) {
  return std::any_of(made.changes.expectations.begin(), made.changes.expectations.end(),
                     [&](const storage::expectation& each) {
                       return each.what == storage::expectation::kind::absent &&
                              each.where == where && each.key == key;
                     });
}

bool expects_unchanged(const actors::decision& made, std::string_view key) {
  return std::any_of(made.changes.expectations.begin(), made.changes.expectations.end(),
                     [&](const storage::expectation& each) {
                       return each.what == storage::expectation::kind::at_version &&
                              each.key == key && each.checksum;
                     });
}

}  // namespace atrium::tests
