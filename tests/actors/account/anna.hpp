// Anna, customer 41 of the shop, as the rules themselves make her, for tests of what is decided on
// her.
#pragma once

#include "protocol/records/change.hpp"
#include "protocol/records/mail.hpp"
#include "tests/actors/shop.hpp"

namespace atrium::tests {

struct anna {
  explicit anna(shop& at);

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

// A text in an answer that wants its seq yet.
std::string answered(const outcome<actors::decision>& made, const std::string& name);
// The mails that a change orders, in their order.
std::vector<records::mail> mails_in(const storage::change_set& changes);
records::change event_of(const storage::change_set& changes);
bool expects_absent(const actors::decision& made, storage::table where, std::string_view key);
bool expects_unchanged(const actors::decision& made, std::string_view key);

}  // namespace atrium::tests
