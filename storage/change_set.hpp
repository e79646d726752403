// A change set: everything that one command changes, as a value. It is applied whole or not at all,
// by one function (storage/apply.hpp), together with others in one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/records/numbers.hpp"
#include "storage/keys.hpp"
#include "storage/tables.hpp"

namespace atrium::storage {

// Values carry no checksum here; it is added as they are written.
struct put {
  table where;
  std::string key;
  std::string value;
};

struct erasure {
  table where;
  std::string key;
  // Erase only what has this in its tag 1; with none, whatever is there.
  std::optional<std::uint64_t> only_at_version = {};
  // Every row whose key begins with it, however many there are.
  bool all_below = false;
};

// What must hold inside the transaction, or the whole change set is refused.
struct expectation {
  enum class kind : std::uint8_t {
    absent,                // no value under the key
    at_version,            // a record under the key whose tag 1 is `version`, and whose checksum is
                           // `checksum`
    absent_or_at_version,  // either
  };
  kind what;
  table where;
  std::string key;
  std::uint64_t version = 0;
  // storage/checksum.hpp, of key and value; not looked at without it. A version alone does not tell
  // a record from one that was made of another predecessor.
  std::optional<std::uint64_t> checksum = {};
};

// `number` is now in use: the persisted next number of (tenant, kind) must come to lie above it.
struct used_number {
  tenant_number tenant;
  record_kind kind;
  std::uint64_t number;
};

// An entry of the journal: a tagged map; the transaction gives it the tenant's next number. Where
// it is about a customer it is written a second time, under the same number, among the parts of
// `history_of`.
struct journal_entry {
  tenant_number tenant;
  std::string value;
  std::optional<account_number> history_of = {};
};

// An entry of the audit log: a tagged map; the transaction gives it the tenant's next number there.
struct audit_row {
  tenant_number tenant;
  std::string value;
};

// The answer under an idempotency key. `absent` is expected of the key; the entry is written with
// the seq of the last journal entry of the same change set, or, where it has none, the last one
// before it.
struct idempotency_entry {
  std::string key;     // storage::idempotency_key
  std::string digest;  // 16 bytes
  std::int64_t time_ms;
  std::string answer;
  std::optional<std::uint64_t> account = {};  // the customer whose data the answer shows
};

// The idempotency key is looked at first, then the expectations in order; then erasures come before
// puts, so that a key in both ends up put. Erasing what is not there is no error.
struct change_set {
  tenant_number tenant;  // whose turn it takes in the committer
  std::vector<expectation> expectations;
  std::vector<put> puts;
  std::vector<erasure> erasures;
  std::vector<used_number> used_numbers;
  std::vector<journal_entry> journal;  // in this order; mostly one
  std::vector<audit_row> audit;        // in this order
  std::optional<idempotency_entry> idempotency;
  // A person's data are erased: counted in the same transaction as an erasure that the file is to
  // be scrubbed of, and the index's (storage/scrub.hpp).
  bool leaves_residue = false;
  // A scrub of either file that began when so many erasures were counted is done; fewer than
  // already known say nothing.
  std::optional<std::uint64_t> store_scrubbed_to;
  std::optional<std::uint64_t> index_scrubbed_to;
  // Set by commands that make room or lock somebody out: they may use the space kept back from all
  // others.
  bool may_use_reserve = false;
};

struct commit_result {
  enum class kind : std::uint8_t {
    committed,     // durable; `seq` is the last journal number (of a set without journal entry: 0,
                   // or with an idempotency entry the number that was written there)
    refused,       // expectation `failed` did not hold; nothing was written
    key_known,     // the idempotency key is in the store already; nothing was written
    storage_full,  // no room; nothing was written
    failed,   // could not be written (a key or value out of bounds, damage, a broken disk); nothing
              // was written
    unknown,  // the flush failed: it may or may not be on disk
  };
  kind what = kind::failed;
  std::uint64_t seq = 0;
  std::size_t failed = 0;  // index into expectations
};

}  // namespace atrium::storage
