// Anna, customer 41 of the shop, as the rules themselves make her, for tests of what is decided on
// her.
#pragma once

#include "protocol/records/change.hpp"
#include "protocol/records/mail.hpp"
#include "tests/actors/shop.hpp"

namespace atrium::tests {

struct anna {
  explicit anna(shop& at);
  // As this creation makes her.
  anna(shop& at, const outcome<actors::creation>& made, std::string password_hash = {});

  template <class Method>
  outcome<actors::decision> decided(std::string_view json, const actors::decide_context& context) {
    return actors::decide(asked<Method>(json), now, context);
  }
  template <class Method>
  outcome<actors::decision> decided(std::string_view json, std::string password_hash = {}) {
    return decided<Method>(json, in.account_context(std::move(password_hash)));
  }
  // As the account does it: the next command is decided on top.
  actors::decision take(outcome<actors::decision> made);
  template <class Method>
  actors::decision done(std::string_view json, std::string password_hash = {}) {
    return take(decided<Method>(json, std::move(password_hash)));
  }
  // From here on, and its hash is known.
  void has_password();

  shop& in;
  actors::decision first;
  actors::account_state now;
};

// A text in an answer that wants its seq yet.
std::string answered(const outcome<actors::decision>& made, const std::string& name);
// The mails that a change orders, in their order.
std::vector<records::mail> mails_in(const storage::change_set& changes);
// What the first of them brings under seal.
std::string token_in(const storage::change_set& changes, const actors::mail_key& seals);
records::change event_of(const storage::change_set& changes);
bool expects_absent(const actors::decision& made, storage::table where, std::string_view key);
bool expects_unchanged(const actors::decision& made, std::string_view key);

}  // namespace atrium::tests
