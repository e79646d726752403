// Exact retries (features.md P3): recognising a call that was made before, and answering it as the
// first time.
//
// Answers hold what is personal or secret, and outlive the rows that they show by hours: so they
// are kept sealed, under a key from the caller's credential and the idempotency key, neither of
// which is in the store; and of a customer who has been erased nothing is answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/call.hpp"
#include "actors/outside.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

class node;

// `named` are the parameters as they came, `shopper` the token of call.shopper, if there is one.
retry_key make_retry_key(tenant_number tenant, const principal& caller, std::string_view key,
                         const methods::definition& method, std::string_view named,
                         std::string_view shopper = {});

struct known_row {
  std::uint64_t row;
  std::int64_t time_ms;  // when it was decided
};

// The retry keys of what a call has many of: of an import's rows, of the guests that are claimed.
// The store has them side by side: a batch of them is written to few pages, and sought at once.
class row_keys {
 public:
  // `key` is that of the call; `what` it has many of.
  row_keys(tenant_number tenant, const principal& caller, const methods::definition& method,
           std::string_view key, std::string_view what = "rows");

  // `bytes`: the row, and what is to be done with it.
  retry_key of(std::size_t row, std::string_view bytes) const;
  // Whether any of its rows was decided before.
  outcome<bool> any_known(const storage::snapshot& reading) const;
  // Which of them were, ascending.
  outcome<std::vector<known_row>> known(const storage::snapshot& reading) const;

 private:
  tenant_number tenant_;
  std::uint64_t caller_;
  std::string method_;
  std::string batch_;
};

// The stored answer, complete; `idempotency_mismatch` if the key was used for something else, or
// with another credential; `not_found` if the customer that it shows was erased; nothing if it is
// new.
std::optional<outcome<std::string>> known_answer(const storage::snapshot& reading,
                                                 const retry_key& retry, const principal& caller);

// Answers a call whose idempotency key is in the store already; false if it is new, or has none.
bool answer_known_key(node& shared, call& what);

// The entry that makes the next attempt known; `answer` as it goes out but for its seq, `shows` the
// customer whose data are in it.
storage::idempotency_entry entry_of(const retry_key& retry, const principal& caller,
                                    const std::string& answer, std::optional<account_number> shows,
                                    std::int64_t now_ms, outside& world);

}  // namespace atrium::actors
