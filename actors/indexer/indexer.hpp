// The indexer: makes the index of lists follow the journals of all tenants, and builds it where
// there is none (docs/data_format.md, The index environment).
//
// Invariants
//  1. A tenant's listed_seq is never ahead of what lists show.
//  2. Whoever commits finds it at work, or wakes it: it rests only after it has looked at every
//  journal once more with its flag up (node::indexer_rests).
//  3. Slices of following and of building alternate where there is both, and tenants take turns:
//  nobody's lists stand still because somebody's are built, and a busy tenant's are built, too.
//  4. A space has all entries of the columns that it was begun with, whatever is defined meanwhile:
//  entries are made by the numbers of its columns, not by the newest definition. A space that lacks
//  a column of the newest is followed by another one, also after a crash.
//  5. A scrub of its file begins when every index has been told of all that was erased before it
//  was asked for, and has let go of the spaces that served before; it takes turns with all else.
//  6. What it cannot do now it tries again later; nobody but lists depends on it.
//  7. A tenant that was followed gathers further changes, since the index takes many at once
//  cheaper than few; but not while a list waits for them, nor more than a slice of the journal, nor
//  beyond the message that comes at the end of that time: for as long as one gathers, it is on its
//  way.
#pragma once

#include <caf/event_based_actor.hpp>
#include <map>
#include <memory>

#include "actors/contracts.hpp"
#include "actors/indexer/slices.hpp"
#include "storage/index/index_scrub.hpp"
#include "storage/index/list_index.hpp"

namespace atrium::actors {

class node;

class indexer_actor : public caf::event_based_actor {
 public:
  indexer_actor(caf::actor_config& config, actors::node& shared);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "indexer"; }

 private:
  struct followed {
    storage::index_standing standing{};
    defined_columns columns{};
    bool exists = false;   // there is a space, serving or not
    bool rebuild = false;  // somebody asked for it, or a column is missing
    bool gathers = false;  // it was followed lately
  };
  struct turn {
    tenant_cell_ptr tenant;  // none: there is no such work
    bool builds = false;
  };

  outcome<nothing> look_around();
  static outcome<nothing> look_at_columns(const storage::snapshot& reading, tenant_number tenant,
                                          followed& has);
  outcome<nothing> drop_removed();
  void go_on();
  void work_on_slice();
  tenant_cell_ptr next_to(bool build) const;
  turn next_turn() const;
  static bool is_behind(const tenant_cell& tenant, const followed& has);
  static bool is_to_follow(const tenant_cell& tenant, const followed& has);
  bool some_gather() const;
  void let_gather(followed& has);
  outcome<nothing> follow(tenant_cell& tenant, followed& has);
  outcome<nothing> begin(tenant_cell& tenant, followed& has);
  outcome<nothing> build(tenant_cell& tenant, followed& has);
  void take_on(const scrub_index& wanted);
  bool may_scrub() const;
  outcome<nothing> tidy();
  void scrub_some();
  void end_scrub() { scrub_ = nullptr, scrubs_to_ = 0; }
  void begin_again_later(const error& why);
  void tell(tenant_cell& tenant, const followed& has);
  void count_building();

  actors::node& node_;
  std::map<tenant_number, followed> tenants_;
  tenant_number last_turn_;
  bool built_last_ = false;
  bool known_ = false;      // the standings have been read
  bool working_ = false;    // a next_slice or a tick is on its way
  bool gathering_ = false;  // a gathered is on its way
  bool to_erase_ = true;

  std::uint64_t scrubs_to_ = 0;  // erasures that are to be scrubbed; 0: no scrub is wanted
  std::map<tenant_number, std::uint64_t> follow_first_;  // up to these numbers of the journals
  std::unique_ptr<storage::index_scrub> scrub_;          // none: it has not begun
  bool scrub_pauses_ = false;                            // a scrub_on is on its way
  bool tidied_last_ = false;
};

}  // namespace atrium::actors
