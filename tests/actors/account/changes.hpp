// What a decision puts, erases and tells, for tests of it.
#pragma once

#include <algorithm>

#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"

namespace atrium::tests {

inline bool puts(const actors::decision& made, std::string_view key) {
  return std::ranges::count(made.changes.puts, key, &storage::put::key) == 1;
}
inline bool erases(const actors::decision& made, std::string_view key) {
  return std::ranges::count(made.changes.erasures, key, &storage::erasure::key) == 1;
}

// The place of a login in the unique index.
inline std::string login(const shop& in, std::string_view canonical) {
  return std::string(storage::login_key(in.view->number, default_realm, canonical).view());
}

inline std::vector<std::string> kinds_of(const storage::change_set& changes) {
  std::vector<std::string> kinds;
  for (const storage::journal_entry& each : changes.journal)
    kinds.push_back(fields::decode_tagged<records::change>(each.value).value().kind);
  return kinds;
}
inline std::vector<std::string> kinds_of(const actors::decision& made) {
  return kinds_of(made.changes);
}

}  // namespace atrium::tests
