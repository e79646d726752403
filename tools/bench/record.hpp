// The records that every peer is filled with: same id, same e-mail, same size, made from a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace atrium::bench {

// What is asked of the server.
//   get     reads one of the filled accounts by its id
//   update  changes one of the filled accounts and appends to the journal, durably, as one
//   create  makes an account with an id and an e-mail never used before, and appends to the
//   journal, durably, as one
//   fill    makes one of the accounts that get and update work on; that it exists already is fine
//   scripted  is one of the calls of a file (tools/bench/script.hpp)
//   credit    gives store credit to the first of the filled accounts, sets some aside or captures
//   what was set aside, in turn, durably, with an entry in its ledger and one in the journal
enum class work : std::uint8_t { get, update, create, fill, scripted, credit };

inline constexpr std::size_t body_size = 600;    // what a peer stores per account
inline constexpr std::size_t change_size = 120;  // what a peer stores per journal row

class record_maker {
 public:
  // `run` sets accounts of `create` apart from those of earlier runs on the same data: 8 characters
  // [a-z0-9].
  explicit record_maker(std::string run);

  std::string id(work what, std::uint64_t item) const;     // always 20 characters
  std::string email(work what, std::uint64_t item) const;  // "<id>@example.com"
  // Exactly `body_size` printable characters that begin with the id and differ with `revision`.
  std::string body(work what, std::uint64_t item, std::uint64_t revision) const;
  std::string change(work what, std::uint64_t item, std::uint64_t revision) const;  // `change_size`
  // A first name of 8 letters that differs with `revision` (16 million of them).
  static std::string first_name(std::uint64_t revision);

 private:
  std::string padded(work what, std::uint64_t item, std::uint64_t revision, std::size_t size) const;

  std::string run_;
  std::string filler_;
};

// A run name from the clock, different from one start to the next.
std::string fresh_run_name();

}  // namespace atrium::bench
