// Whether a store is what it must be (reliability.md, Invariants): pages, checksums, keys, the
// journal, and that records and indexes agree, both ways. Reads only. It stops at the first thing
// that is broken.
//
// What is looked at:
//
//   pages    every page of the file in use: its header, its nodes, the order of keys, used once and
//            not free as well
//   I14      every value's checksum; that it is a whole MessagePack map; that its key has the shape
//            of its table
//   I6       each tenant's journal runs without a gap; a record's version is that of its newest
//            change; a customer's history is what the journal says, as far as both have it
//   I3, I4   each login of a registered customer is in the index and stands for it, and nothing
//            else is in it
//   I5       each ledger of store credit: its balance is the sum of its entries, which have no gap,
//            and of its lots and what its authorizations hold; nothing is ever negative
//   due      each record that has its time has its place in the due queue, and the reverse
//   names    tenants, realms, sites, API keys, chosen customer ids, external ids and ids of
//            companies, and their external ids: the same, both ways; the ids of a customer's
//            addresses are unique
//   numbers  the next number of each kind is above all that are in use; a customer's counts are
//            those of his parts, and the revisions of a note follow one another
//   orders   the summary of a customer's orders is that of his orders; each order and delivery lies
//            at its time, and its reference leads to it and to nothing else
//   marks    a customer has no coupon, membership or role twice, and one wish list at most; no item
//            is twice on a list
//   audit    each tenant's audit log runs without a gap
//   newsletter  a subscription says when it came to its state; a profile names those that are
//            confirmed; whoever was made of one is found by the hash of its address, and the
//            reverse
//   I11      each mail has its place in the outbox, and each place its mail
//   I12      default pointers point to addresses that exist
//   I13      what a record refers to (realm, sites, its customer, companies) exists in its own
//   tenant; no row
//            belongs to a tenant that is not there. What one that is being removed still has needs
//            to agree with nothing
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/outcome.hpp"
#include "storage/store.hpp"
#include "storage/tables.hpp"

namespace atrium::storage {

struct breach {
  std::string invariant;  // "pages", "I3", …
  std::string what;       // in words
  std::optional<table> where;
  std::string key;  // raw
};

// One line: invariant, table, key in readable form and in hex, words. For the log and the operator.
std::string describe(const breach& of);

struct verification {
  std::optional<breach> broken;
  std::vector<std::pair<std::string, std::uint64_t>> counts;  // {"customer", 3}, {"journal", 17}, …
};

enum class verify_depth : std::uint8_t {
  pages,       // what makes it safe to open the file: pages, I14, the journal without a gap
  everything,  // all of the above list
};

// Everything but the pages, of an open store, as of now. Holds one snapshot all the while: for
// tests, the simulation and small stores. The depth `pages` leaves the rows by themselves and the
// journal's numbers.
outcome<verification> verify(const store& of, verify_depth depth = verify_depth::everything);

// Of DIR while no daemon holds it, in a forked child, so that a damaged page ends the child only.
// Call before the process starts threads. A child that dies is a breach of "pages".
outcome<verification> verify_offline(const std::filesystem::path& data,
                                     const store_options& options,
                                     verify_depth depth = verify_depth::everything);

// The same of DIR/store, for a caller that holds DIR.
outcome<verification> verify_in_child(const std::filesystem::path& store_folder,
                                      const store_options& options, verify_depth depth);

}  // namespace atrium::storage
