// Phases of a scrub that look at pages in use (storage/scrub.hpp). Private to storage/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/lmdb_handles.hpp"
#include "storage/page_file.hpp"
#include "storage/page_layout.hpp"

namespace atrium::storage {

// Visits every page of the trees that are wanted, in the order of their keys, a slice at a time.
// Between slices the tree may change as it will: what is passed is passed by key, not by page.
//
// Each slice has a read transaction, and what is visited is the newest state at its beginning or
// one after it. Its pages are neither given out again nor written by LMDB while the transaction
// lives.
class scrub_walk {
 public:
  enum class purpose {
    guides,   // blunts the dead guides of the tables given
    residue,  // wipes all that is not in use inside pages in use, in every tree
  };

  scrub_walk(MDB_env* of, page_file& file, purpose what,
             std::span<const std::string_view> guided_tables);

  // Visits about `pages_max` pages more; true when all have been visited. Where there are guides to
  // blunt it takes the writer's lock and visits them again.
  outcome<bool> go_on(std::size_t pages_max);

 private:
  struct bounds {  // a missing one is open
    std::optional<std::string> from, to;
    std::uint64_t from_at = 0;  // where in the file `from` is written
  };
  struct place {
    std::string tree;
    std::string key;  // none: before all
  };
  struct named_tree {
    std::string name;
    std::uint64_t root;
  };

  outcome<bool> visit_some(std::size_t pages_max);
  std::vector<named_tree> find_trees();
  void add_tables(std::uint64_t number, unsigned depth, std::vector<named_tree>& into);
  bool visit(std::uint64_t number, const bounds& within, unsigned depth);
  bool visit_branch(std::uint64_t number, const std::string& page,
                    const std::vector<page_layout::node>& nodes, const bounds& within,
                    unsigned depth);
  void blunt_guide(const bounds& within, std::string_view first_key);
  void wipe_behind_value(std::uint64_t value_at, const page_layout::node& of);
  // Where in the file a byte of the page is.
  std::uint64_t position_of(const char* inside, std::uint64_t number,
                            const std::string& page) const;
  bool before(std::string_view left, std::string_view right) const;

  MDB_env* const of_;
  page_file& file_;
  const purpose what_;
  const std::span<const std::string_view> guided_tables_;
  place reached_;  // the last leaf that was passed; where the next slice begins

  // Of this slice.
  std::size_t pages_left_ = 0;
  std::size_t leaves_passed_ = 0;
  std::string last_key_;      // of the leaf that was passed last
  bool may_blunt_ = false;    // the writer's lock is taken
  bool found_guide_ = false;  // one that is not blunt
};

}  // namespace atrium::storage
