// Coupons, memberships, roles and lists of Anna, for tests of what is decided on them.
#pragma once

#include "actors/account/marks.hpp"
#include "tests/actors/account/changes.hpp"

namespace atrium::tests {

inline constexpr std::int64_t hour_ms = std::int64_t{60} * 60 * 1'000;

// Anna, of whom nobody else is the customer that a command names.
struct marked_anna : anna {
  using anna::anna;

  template <class Method>
  outcome<actors::decision> tried(const std::string& more) {
    return decided<Method>(R"({"customer": {"id": "c41"}, )" + more + "}");
  }
  // As the account does it: the next command is decided on top.
  template <class Method>
  actors::decision does(const std::string& more) {
    return done<Method>(R"({"customer": {"id": "c41"}, )" + more + "}");
  }
  // What the janitor asks for when the time of a part has come.
  actors::decision is_due(storage::customer_item item, std::uint64_t number = 1) {
    return take(actors::decide(actors::due_parts{{{item, number}}}, now, in.account_context()));
  }

  template <fields::record R>
  const R& mark(std::uint64_t number = 1) const {
    const auto& book = actors::marks_of<R>(now.parts);
    REQUIRE(book.contains(number));
    return book.at(number).record;
  }

  std::string place(storage::customer_item item, std::int64_t due_ms,
                    std::uint64_t number = 1) const {
    const auto key = storage::customer_part_key(in.view->number, {41}, item, number);
    return std::string(storage::due_key(in.view->number, due_ms, key.view()).view());
  }
};

// The events that a decision tells of: "kind object version", one after the other.
inline std::string events_of(const actors::decision& made) {
  std::string told;
  for (const storage::journal_entry& each : made.changes.journal) {
    const auto event = fields::decode_tagged<records::change>(each.value).value();
    if (!told.empty()) told += ", ";
    told += event.kind + " " + event.object.value_or("-");
    if (event.version) told += " " + std::to_string(*event.version);
  }
  return told;
}

}  // namespace atrium::tests
