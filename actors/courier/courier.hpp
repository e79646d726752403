// The courier: brings the mails of the outbox to the mail server, by detached workers, and writes
// down what came of each (reliability.md I11).
//
// Invariants
//  1. At most one delivery of a mail is under way, from when it is taken out of the outbox until
//  what came of it is written down or found to be nobody's business any more (under_way.hpp).
//  2. A mail is sent again only if nothing says that it was sent: after a failed attempt, or where
//  a crash came between the server's word and our commit. Then it is the same mail, byte for byte
//  where its template did not change, with the same Message-ID.
//  3. Tenants take turns, and so many mails are in memory at most: `loaded_per_worker` for each
//  worker. What else is due stays in the store.
//  4. What is due is found in the store; nothing is remembered. Where there is no mail server, it
//  waits there.
#pragma once

#include <map>

#include "actors/contracts.hpp"
#include "actors/pool.hpp"

namespace atrium::actors {

// Writes one mail out and carries it.
class courier_worker : public pool_worker<deliver> {
 public:
  using pool_worker::pool_worker;
  const char* name() const override { return "courier worker"; }

 private:
  void work(const deliver& wanted) override;
  delivery carry(const delivery_job& job);
};

class courier_actor : public pool_actor<courier_worker, deliver> {
 public:
  using pool_actor::pool_actor;
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "courier"; }

 private:
  void look();
  // Takes what is due of a tenant; when the first of what it leaves is due, or `later`.
  std::int64_t look_at(const tenant_cell_ptr& tenant, std::int64_t now, std::int64_t later);
  bool load(const tenant_cell_ptr& tenant, const storage::key& at);
  void write_down(std::shared_ptr<delivery_job> job);
  void commit_note(std::uint64_t token);
  void settle(std::uint64_t token, storage::commit_result::kind how);

  std::size_t loaded_max() const;

  std::size_t loaded_ = 0;  // with workers, or waiting for one
  bool full_ = false;       // more may be due than fit
  std::uint64_t round_ = 0;
  tenant_number last_looked_at_;
  std::uint64_t last_token_ = 0;
  std::map<std::uint64_t, std::shared_ptr<delivery_job>> noting_;  // by token
};

}  // namespace atrium::actors
