// Orders, deliveries and carts of Anna, for tests of what is decided on them.
#pragma once

#include "actors/account/belongings/order_summary.hpp"
#include "protocol/methods/carts.hpp"
#include "protocol/methods/deliveries.hpp"
#include "tests/actors/account/anna.hpp"

namespace atrium::tests {

// Anna, and what the store has of her: as the account does it, each command is decided on what it
// finds there.
struct ordering_anna : anna {
  using anna::anna;

  // `amount` in cents.
  static std::string order(const std::string& reference, std::int64_t placed_at,
                           std::int64_t amount = 100, const std::string& state = "new",
                           const std::string& more = "");

  outcome<actors::decision> recorded(const std::string& order);
  actors::decision record(const std::string& order);
  outcome<actors::decision> delivered(const std::string& delivery);
  actors::decision deliver(const std::string& delivery);
  outcome<actors::decision> reordered(const std::string& reference, const std::string& more = "");
  actors::decision reorder(const std::string& reference, const std::string& more = "");

  records::order_summary summary() const { return actors::summary_of(now); }

  std::map<std::uint64_t, actors::stored_part<records::order>> orders;  // by part
  std::map<std::uint64_t, actors::stored_part<records::delivery>> deliveries;

 private:
  void find_order(std::string_view reference);
  void apply(const storage::change_set& changes);
};

}  // namespace atrium::tests
