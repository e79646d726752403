// The way to the store in a simulation: fails where it is told to, and looks at what the actors ask
// for.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocol/records/credit.hpp"
#include "storage/writer.hpp"

namespace atrium::simulation {

class watched_writer final : public storage::writer {
 public:
  enum class fault : std::uint8_t {
    none,
    failed,           // nothing is written, and all are told so
    storage_full,     // nothing is written; all are told that there is no room
    unknown_lost,     // nothing is written; nobody knows; from here on everything fails
    unknown_durable,  // all is written; nobody knows; from here on everything fails
    dies_before,      // the committer dies with its batch, nothing is written
    dies_after,       // the committer dies with its batch, all is written
  };

  explicit watched_writer(storage::writer& real) : real_(real) {}

  void fail_next(fault how) { next_ = how; }
  // The machine is off: nothing reaches the store any more.
  void crash() { crashed_ = true; }
  bool broken() const { return broken_; }

  // Planted bug: change sets lose what they expect of logins.
  void strip_login_expectations() { strip_ = true; }
  // Told of a change set that came too late for a login name: the router should have kept it from
  // coming at all.
  void on_taken_login(std::function<void(const storage::change_set&)> tell) {
    on_taken_login_ = std::move(tell);
  }

  // The ledgers of store credit that were put, in the order of their changes.
  struct ledger_put {
    std::string key;
    records::credit_ledger ledger;
  };
  const std::vector<ledger_put>& ledgers_put() const { return ledgers_put_; }

  std::vector<storage::commit_result> commit(
      std::span<const storage::change_set* const> batch) override;

 private:
  void note_ledgers(const storage::change_set& done);

  std::vector<storage::commit_result> write(std::span<const storage::change_set* const> batch);

  storage::writer& real_;
  std::function<void(const storage::change_set&)> on_taken_login_;
  std::vector<ledger_put> ledgers_put_;
  fault next_ = fault::none;
  bool broken_ = false;
  bool crashed_ = false;
  bool strip_ = false;
};

}  // namespace atrium::simulation
