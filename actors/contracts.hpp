// Every actor and every message, in one place.
//
//   supervisor ─┬─ committer   (detached)   one per store; the only one that writes
//               ├─ hashing     (scheduled)  hands passwords to its detached workers
//               ├─ feed        (scheduled)  wakes calls that wait for a journal number
//               ├─ janitor     (detached)   erases what retention no longer allows, and scrubs
//               ├─ timekeeper  (scheduled)  has accounts do what is due by its time
//               ├─ mover       (scheduled)  takes sites from one realm to another, or away
//               ├─ settler     (scheduled)  has customers follow when segments have other rules
//               ├─ indexer     (detached)   one per store; makes lists follow the journals
//               ├─ scans       (scheduled)  hands lists to its detached workers
//               ├─ courier     (scheduled)  hands mails to its detached workers
//               └─ directory   (scheduled)  the list of tenants
//                     └─ per tenant: tenant (scheduled), router (scheduled)
//                                            ├─ registrar (scheduled), once somebody is made
//                                            └─ account (scheduled), one per account in use
//                                            or, while it is removed: remover (scheduled)
//   import (scheduled)  one per call of customers.import; ends with it
//   claim  (scheduled)  one per call of customers.claim_guests; ends with it
//
// Supervision: a supervisor monitors its children and replaces a dead one at once; the new one
// reads the store and nothing else. What the dead one held is lost with it, and every call among it
// answers by itself that its outcome is unknown (responder.hpp). Queues: what enters is counted
// before it is sent (admission knobs: node, tenant, account), so every mailbox is bounded by their
// sum. Handlers never block but in the detached ones.
#pragma once

#include <atomic>
#include <caf/actor.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <memory>
#include <string>

#include "actors/call.hpp"
#include "actors/courier/under_way.hpp"
#include "actors/mail/mail_carrier.hpp"
#include "actors/mail/mail_rows.hpp"
#include "actors/scans/scan.hpp"
#include "storage/change_set.hpp"

namespace atrium::actors {

class view_round;  // actors/segments/view_round.hpp

// ---- messages
// ----------------------------------------------------------------------------------------------------

// → directory (tenants.create), tenant, mover (realms.move_site, sites.remove), router, registrar,
// account: do it and answer it. Nobody hears of these: mover → tenant: a step; janitor, session →
// router: links are over, an assisted session may not go on, a staff session goes on; timekeeper →
// router: something is due; settler → router: he belongs to other segments; settler → tenant: all
// do to those that they name; session, account, tenant → tenant: somebody was denied.
struct perform {
  call_ptr what;
};

// account → router: a call whose customer was merged into the one that it names now.
struct moved_on {
  call_ptr what;
};

// account → router: a call that has a turn with that account (call::other) loses to what that does
// itself; nothing new goes to it until the turn is over.
struct give_way {
  account_number who;
};

// → committer: make it durable. Whatever happens, `committed` with the same token goes to
// `reply_to`. With a call to answer, that is answered first if the commit succeeds: one thread less
// between the flush and the caller.
struct commit_job {
  caf::actor reply_to;
  std::uint64_t token = 0;
  tenant_cell_ptr tenant;  // whose journal number is advanced; none for a tenant that is being made
  storage::change_set changes;
  call_ptr to_answer;  // or none
  std::string answer;  // of it; wants its seq (actors/answer.hpp)
  bool told = false;
  ~commit_job();
};
struct commit {
  std::shared_ptr<commit_job> job;
};
// committer → account, registrar, router, tenant, directory, janitor, remover, mover, settler,
// courier: how it went.
struct committed {
  std::uint64_t token;
  storage::commit_result result;
};
// committer → committer, INTERNAL: all that was in the mailbox has been taken; write it, or gather.
struct flush {};
// committer, indexer → itself, INTERNAL: gathering (the so many-th) has lasted long enough.
struct gathered {
  std::uint64_t round;
};

// → hashing: hash a call's password, or check it against a hash. `hashed` goes to `reply_to`,
// whatever happens.
struct hash_job {
  caf::actor reply_to;
  call_ptr of;                         // the worker writes call::password_hash, or call::checked
  const secret* password = nullptr;    // in the call
  std::optional<std::string> against;  // none: make a hash of it; empty: there is none, so work
                                       // as long, and find it wrong
  tenant_number tenant;
  std::int64_t give_up_at_ms = 0;
  bool answered = false;
  ~hash_job();
};
struct hash {
  std::shared_ptr<hash_job> job;
};
// hashing → account, registrar. `failed`: overloaded, or no memory.
struct hashed {
  call_ptr of;
  bool checked;  // not made
  bool failed;
};
// worker → hashing, scans, courier, INTERNAL: has nothing to do.
struct worker_free {
  caf::actor worker;
};

// call → router, when it ends: the names reserved under this number are free, or written.
struct names_settled {
  std::uint64_t claim;
};
// call → router, when it ends: a twin that waits with the same idempotency key may go on.
struct key_settled {
  std::string key;
};

// census → router, remover: the router before this one and all its accounts have ended.
struct predecessors_gone {};

// call → mover, settler, when what it sent to the tenant's actor, or to an account, ends.
struct step_settled {
  tenant_number tenant;
};
// mover, settler → itself, INTERNAL: go on looking through accounts.
struct look_on {
  tenant_number tenant;
};

// settler → router → account, registrar: whatever is decided from here on is decided on the tenant
// as it is now. `view_seen` comes to the settler when all have been told, or cannot be.
struct see_view {
  std::shared_ptr<view_round> round;
};
// `by_all`: by every account that was there.
struct view_seen {
  tenant_number tenant;
  bool by_all;
};

// session → feed: wake the connection's parked call when the tenant's journal, or its index of
// lists, has reached `seq`, or at `until_ms`. Letting go of the last of it is what wakes the call,
// so nobody waits for a feed that is gone.
struct parked_call {
  tenant_cell_ptr tenant;
  std::uint64_t seq;
  bool listed;  // the index has to get so far
  std::int64_t until_ms;
  answer_sink* to;
  std::uint64_t connection;
  std::uint64_t parked;
  std::atomic<std::int64_t>* counted;  // figures.feed_waiters
  bool reached() const {
    return (listed ? tenant->listed_seq() : tenant->last_seq()) >= seq || tenant->is_removing();
  }
  ~parked_call() {
    counted->fetch_sub(1);
    to->wake(connection, parked);
  }
};
struct await_seq {
  std::shared_ptr<const parked_call> who;
};
// committer, indexer, tenant → feed: some journal, or some index, has advanced, or comes to its end
// with its tenant; sent only while somebody waits. committer, directory → indexer: there is
// something to follow; sent only if it rests. session, tenant → indexer: it must not wait longer.
// tenant → settler: segments have other rules.
struct journal_advanced {};

// a row's call → import, a guest's or a list → claim: its answer, a whole encoded response.
struct row_answered {
  std::size_t row;
  std::string response;
};
// import, claim → itself, INTERNAL: begin further rows.
struct next_rows {};
// session → indexer: build the tenant's index anew, or that of all.
struct reindex {
  std::optional<tenant_number> tenant;
};
// janitor → indexer: of so many erasures the store is scrubbed; scrub the index's file, too. Sent
// again until it is answered; while a scrub is under way a further one is passed over.
struct scrub_index {
  std::uint64_t erasures;
};
// indexer → janitor: the index's file is scrubbed of so many erasures.
struct index_scrubbed {
  std::uint64_t erasures;
};
// indexer, timekeeper → itself, INTERNAL: go on by a slice.
struct next_slice {};

// timekeeper → timekeeper, INTERNAL: a time may have come.
struct look_for_due {};
// call → timekeeper, when what it asked of an account ends.
struct due_settled {
  tenant_number tenant;
};

// → scans, worker: make the list and answer it.
struct make_list {
  std::shared_ptr<scan_job> job;
};

// committer → courier: a commit has queued a mail. Sent only if it rests. courier → courier,
// INTERNAL: something is due; `round` is the look that said so, and void after another.
struct look_for_mail {
  std::uint64_t round = 0;
};
// courier → worker: write the mail out and bring it to the server. `delivered` comes back, without
// a job where that came to its end with the worker.
struct delivery_job {
  caf::actor tell;
  tenant_cell_ptr tenant;
  stored_mail stored;
  std::unique_ptr<mails_under_way::hold> held;
  delivery outcome;
  records::mail after;  // what is to be written down
  bool told = false;
  ~delivery_job();
};
struct deliver {
  std::shared_ptr<delivery_job> job;
};
struct delivered {
  std::shared_ptr<delivery_job> job;
};
// courier → courier, INTERNAL: write down again what could not be.
struct note_again {
  std::uint64_t token;
};

// → itself, INTERNAL: time has passed (router: idle accounts; feed and hashing: deadlines;
// janitor, timekeeper: a round; mover: sites that nobody is moving; settler: tenants whose segments
// nobody settles; remover: a slice that failed).
struct tick {};

// janitor → janitor, INTERNAL: see whether something was erased.
struct look_for_residue {};
// janitor, indexer → itself, INTERNAL: go on with the scrub that is under way.
struct scrub_on {};

}  // namespace atrium::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::perform)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::moved_on)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::give_way)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::commit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::committed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::flush)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::gathered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::hash)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::hashed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::worker_free)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::names_settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::key_settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::predecessors_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::step_settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::look_on)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::see_view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::view_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::await_seq)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::journal_advanced)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::row_answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::next_rows)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::reindex)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::scrub_index)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::index_scrubbed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::next_slice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::look_for_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::due_settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::make_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::look_for_mail)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::deliver)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::delivered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::note_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::look_for_residue)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(atrium::actors::scrub_on)
