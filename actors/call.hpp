// One admitted write on its way through the actors. It has one owner at a time; whoever holds it
// last answers it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/guesses/source_limits.hpp"
#include "actors/principal.hpp"
#include "actors/responder.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/methods/call_options.hpp"

namespace atrium::actors {

// What a retry is recognised by (features.md P3).
struct retry_key {
  std::string key;     // storage::idempotency_key
  std::string digest;  // 16 bytes of SHA-256 over method and parameters
};

struct command;  // actors/commands.hpp

struct call {
  command& what;
  responder reply;
  principal_ptr caller;
  methods::call_options options;
  tenant_cell_ptr tenant;        // none for tenants.create
  account_number account;        // of commands on an existing customer; the router sets a new one's
  account_number other;          // whom a merge takes from, a transfer gives to; else 0
  std::int64_t deadline_ms = 0;  // on the clock of `outside`
  std::optional<retry_key> retry;
  std::optional<acting_shopper> shopper;
  std::string source;         // network that it comes from, for the audit log; empty: not known
  std::string password_hash;  // once the hashing pool has made it, or as imported
  // Once it has looked at the password that the call brings: against which hash, and the outcome.
  struct checked_password {
    std::string against;
    bool right;
    bool outdated;  // the hash is weaker than those that are made now
  };
  std::optional<checked_password> checked;
  std::shared_ptr<source_limits::guess> guess;  // of a password, where the source is known
  secret made_up;    // a password that was made up for it, and is being hashed
  int attempts = 0;  // decisions that came to nothing because of somebody else's
  // Told when the call ends, however it ends: releases the names and the retry key that the router
  // holds for it.
  std::shared_ptr<void> reserved_names;
  std::shared_ptr<void> reserved_key;

 protected:
  call(command& what_it_asks, responder to) : what(what_it_asks), reply(std::move(to)) {}
  ~call() = default;
};

using call_ptr = std::shared_ptr<call>;
call_ptr make_call(command what, responder reply);
// One of the daemon's own: nobody hears the answer.
call_ptr make_own_call(command what, const tenant_cell_ptr& tenant, account_number account,
                       std::int64_t deadline_ms);

}  // namespace atrium::actors
