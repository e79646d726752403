// Phases of a scrub that look at pages in use (storage/scrub.hpp). Private to storage/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/lmdb_handles.hpp"
#include "storage/page_file.hpp"
#include "storage/page_layout.hpp"

namespace atrium::storage {

// A key in a branch page that is not the first key of what it leads to: the row that it was copied
// from is gone. `end` is where the part of the tree ends to which it leads; none: at the tree's.
struct dead_guide {
  std::string table;
  std::string key;
  std::optional<std::string> end;
};

// Visits every page of the trees that are wanted, in the order of their keys, a slice at a time.
// Between slices the tree may change as it will: what is passed is passed by key, not by page.
//
// Each slice has a read transaction, and what is visited is the newest state at its beginning or
// one after it. Its pages are neither given out again nor written by LMDB while the transaction
// lives.
class scrub_walk {
 public:
  enum class purpose {
    guides,   // finds the dead guides of the tables given; writes nothing
    residue,  // wipes all that is not in use inside pages in use, in every tree
  };

  scrub_walk(MDB_env* of, page_file& file, purpose what,
             std::span<const std::string_view> guided_tables);

  // Visits about `pages_max` pages more; true when all have been visited.
  outcome<bool> go_on(std::size_t pages_max);

  // Found since the last call.
  std::vector<dead_guide> take_guides() { return std::exchange(guides_, {}); }

 private:
  struct bounds {  // a missing one is open
    std::optional<std::string> from, to;
    std::optional<std::string> guide_end;  // where that ends to which `from` leads
  };
  struct named_tree {
    std::string name;
    std::uint64_t root;
  };

  std::vector<named_tree> find_trees();
  void add_tables(std::uint64_t number, unsigned depth, std::vector<named_tree>& into);
  bool visit(std::uint64_t number, const bounds& within, unsigned depth);
  bool visit_branch(const std::vector<page_layout::node>& nodes, const bounds& within,
                    unsigned depth);
  void wipe_behind_value(std::uint64_t value_at, const page_layout::node& of);
  bool before(std::string_view left, std::string_view right) const;

  MDB_env* const of_;
  page_file& file_;
  const purpose what_;
  const std::span<const std::string_view> guided_tables_;
  // How far it has come: the tree, and the key in it; at first none, which is before all.
  std::string tree_;
  std::string resume_;
  std::size_t pages_left_ = 0;
  bool passed_a_leaf_ = false;  // in this slice
  std::vector<dead_guide> guides_;
};

}  // namespace atrium::storage
