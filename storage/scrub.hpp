// Scrubbing: making sure that what was erased from an LMDB environment, the store or the index of
// lists, is nowhere in its file any more (security.md 25). LMDB only forgets where a row was; its
// bytes stay
//   1. as a key in a branch page: a guide, copied from a row that is gone
//   2. in the buffers in which LMDB builds its pages, and from there
//   3. in pages in use: in the gap between the entries and their offsets, behind a value in
//      overflow pages, behind a list of free pages
//   4. in free pages, and in the file behind the last page
//
// What a pass promises: no byte of a row that was erased by a commit before the pass began is in
// the file when it is done, and a crash after that does not bring it back; but for the length of a
// guide, and for single bytes between two entries and, at the edges of a gap, fewer than eight in a
// row, which LMDB copies from page to page word by word.
//
// Why. Call what is to go residue. The phases clear 1 to 4 in this order, and none of them can get
// residue from a place that is cleared after it:
//   guides   All trees that can have any, in the order of keys. A guide is dead where the leaf to
//            which it leads begins with another key. It only has to be greater than the key before
//            it, which lives, and not greater than that behind it; so it is blunted where it lies:
//            what it shares with the key before it stays, the byte with which it differs becomes
//            the least that is still greater, the rest zeros. LMDB may move a guide to another
//            page, but makes none of a key that is gone, so a part that was passed has none. After
//            it a living page holds residue in unused parts only, and these are not copied into a
//            buffer when a page is (mdb_page_copy).
//   buffers  Each is made zeros. After it no page is written with residue in it.
//   in use   All trees in the order of keys. A page that was passed, or was made from one that was
//            passed, or was made since the buffers were rinsed, has none.
//   free     All page numbers in ascending order. A page in use has none, and whatever is written
//            later has none, so each number is visited once. One that a snapshot may still see
//            cannot be wiped yet and is visited again, commits later, until it is free or used.
//
// Guides are looked for in those tables only that have what is a person's in their keys.
//
// Why it is safe beside readers and the writer. Nothing but guides, unused bytes and free pages is
// written to.
//   guides   A change below a page makes a copy of it, so every state that has the page, read or
//            fallen back to, has the same keys on both sides of the guide. Each byte is written to
//            become less, and with any of them written, or one turned while it is compared, the
//            guide is greater than the key before it and not greater than that behind it. Only a
//            writer who has looked for the place of a new key must not find the guide changed when
//            he copies its page, so it is blunted inside a write transaction, as the newest state
//            has it.
//   unused   The unused bytes of a page are looked at by nobody; LMDB never writes a page in place
//            that a committed state uses, and a snapshot keeps this one from being given out.
//   free     They are written inside a write transaction, and by LMDB's own rule no state that is
//            read, or that a crash falls back to, has them.
// So a crash or a torn write at any point leaves a store as good as before; an index that was not
// closed in order is thrown away.
//
// Private to storage/: the store's pass is storage/store_scrub.hpp, the index's
// storage/index/index_scrub.hpp.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "storage/lmdb_handles.hpp"
#include "storage/page_file.hpp"
#include "storage/scrub_free.hpp"
#include "storage/scrub_walk.hpp"

namespace atrium::storage {

struct scrubbed_environment {
  MDB_env* environment;
  MDB_dbi spare;  // a table in which no key begins with 0xff: pages are taken under such keys
  std::span<const std::string_view> guided;  // the tables whose keys are looked at
};

// One pass. Belongs to one thread at a time; it takes the writer's lock for some of its turns, so
// that is not the thread of a writer in the middle of a transaction. Throw it away after a failure.
class scrub {
 public:
  // `pages_a_turn`: how many pages a turn looks at, about. `of` outlives the pass.
  static outcome<std::unique_ptr<scrub>> begin(const scrubbed_environment& of,
                                               std::size_t pages_a_turn);

  enum class next : std::uint8_t {
    turn,          // there is more to do
    commit,        // commit something, then go on; whether it succeeds or not
    commit_later,  // the same, after a moment: snapshots are to be renewed first
    done,
  };
  outcome<next> turn();

 private:
  enum class phase : std::uint8_t { guides, buffers, in_use, unused };

  scrub(const scrubbed_environment& of, page_file data_file, std::size_t pages_a_turn);
  outcome<next> walk(scrub_walk& along, phase then);
  outcome<next> wipe_free_pages();

  const scrubbed_environment of_;
  page_file file_;
  const std::size_t pages_a_turn_;
  phase now_ = phase::guides;

  scrub_walk guides_;
  scrub_walk residue_;
  free_pages unused_;
  bool all_visited_ = false;  // once
};

}  // namespace atrium::storage
