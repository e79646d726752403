// DIR/index: what lists are answered from (docs/data_format.md, The index environment). Everything
// in it is made from the store and can be made again: no call here loses anything that matters.
//
// A tenant's entries lie in a space. It is built by `begin_building`, `fill` from the first account
// to the last, `take_over`; another may be built while it serves. Whoever feeds the index follows
// the tenant's journal and gives every change to `apply`, before and between the slices of `fill`.
//
// Threads: `open` and the destructor from one thread, after the store was opened (whose hold on DIR
// covers this folder) and while no index_snapshot lives. All other members belong to one thread,
// the writer's. Reading is index_snapshot's (storage/index/index_snapshot.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocol/lists/condition.hpp"
#include "protocol/outcome.hpp"
#include "protocol/records/numbers.hpp"

namespace atrium::storage {

struct list_index_options {
  std::uint64_t map_bytes = std::uint64_t{256} << 30;  // set once, large: address space, not disk
  unsigned readers_max = 512;                          // live index_snapshots
  std::string collation;                               // ICU's version, which made the sort keys
};

// Puts and removals of one transaction; what is given at once and needs more is cut between
// accounts. One account may go beyond it.
inline constexpr std::size_t index_operations_max = 50'000;

// What the account contributes from now on; without entries: nothing, for it is gone or hidden.
// With `only` the entries are those of these columns, and in the others it goes on to contribute
// what it did.
struct index_change {
  account_number account;
  std::optional<lists::entries> entries;
  std::optional<lists::column_choice> only = {};
};

// How far the index of a tenant is.
struct index_standing {
  bool serves = false;            // there is a space that answers
  std::uint64_t followed_to = 0;  // the journal number up to which it was told of changes
  bool builds = false;            // there is a space under construction
  account_number built_to{};      // the last account that `fill` has come to
  // The columns of mixins that the spaces were begun with, ascending. Of each, the space that
  // serves has all entries; those that it may have of other columns are not all.
  std::vector<lists::column> columns{};           // of the one that serves
  std::vector<lists::column> building_columns{};  // of the one under construction
  bool operator==(const index_standing&) const = default;
};

class list_index {
 public:
  // Opens DIR/index, or makes it. One that was not closed in order, is damaged, or is of another
  // format or collation, is thrown away and begun anew: then no tenant has a standing. Fails only
  // where the folder cannot be written.
  static outcome<std::unique_ptr<list_index>> open(const std::filesystem::path& data,
                                                   const list_index_options& options);

  // Closes in order and leaves the `clean` marker, unless a write failed in a way that leaves the
  // environment in doubt.
  ~list_index();
  list_index(const list_index&) = delete;
  list_index& operator=(const list_index&) = delete;

  // The tenants that have an index or get one.
  outcome<std::vector<std::pair<tenant_number, index_standing>>> standings() const;

  // Replaces what the accounts contributed and notes that the journal was followed to
  // `followed_to`, which no snapshot sees before all of the changes. Of an account that is given
  // twice the last counts. A tenant without a space is left alone. On failure a part may have been
  // applied and `followed_to` was not noted: give the same again, or what is newer.
  // Returns the accounts that were left out because they contribute nothing yet, and so want all of
  // their columns. If there are any, `followed_to` was not noted: give these again.
  outcome<std::vector<account_number>> apply(tenant_number tenant,
                                             std::span<const index_change> changes,
                                             std::uint64_t followed_to);

  // Begins a new space; one that was under construction is given up. `seen` is the journal number
  // from which on the changes will come, where no space serves; otherwise they go on from where
  // they are. Every entry of the `columns` of mixins, ascending, is going to be given.
  outcome<nothing> begin_building(tenant_number tenant, std::uint64_t seen,
                                  std::span<const lists::column> columns);
  // With all of their columns, the accounts after the last `built_to` up to the new one, ascending;
  // those that contribute nothing may be left out. They must be read from a snapshot of the store
  // that sees at least what `apply` was told. Some ten thousand at once are filled fastest. On
  // failure the building is given up: begin it anew.
  outcome<nothing> fill(tenant_number tenant, std::span<const index_change> accounts,
                        account_number built_to);
  // The space that was built answers from now on; that which served goes to be erased.
  outcome<nothing> take_over(tenant_number tenant);

  // The tenant has no index any more.
  outcome<nothing> drop(tenant_number tenant);

  // Erases a slice of what serves no more; true while there is more to erase.
  outcome<bool> erase_some();

  struct figures {
    std::uint64_t map_bytes;
    std::uint64_t used_bytes;  // the file up to its last page in use; free pages inside it count
    std::uint64_t rows;        // of all tables, also those that are yet to be erased
  };
  outcome<figures> measure() const;

  // For storage/index/ only; complete in storage/index/index_parts.hpp.
  struct parts;
  parts& inside() const { return *inside_; }

 private:
  explicit list_index(std::unique_ptr<parts> inside);
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
