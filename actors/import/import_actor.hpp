// One call of customers.import: takes it apart, has each row decided like a call of its own, and
// answers when the last one is durable, refused or given up.
//
// Invariants
//  1. Every row gets exactly one verdict; they are answered in the order of the rows.
//  2. Rows of all imports together are under way no more than admission.import_rows_max, and one of
//     each import beyond that, so that imports cannot keep shops waiting. A row for which there is
//     no room waits until there is, or the import's deadline: then it is refused as `overloaded`.
//  3. With an idempotency key each row has one of its own, made of it and the row's position: what
//     an import that broke off has done is not done again.
//  4. Where call.site is not there, rows that were done before are answered as then and the others
//     refused; if none was, the call is refused as a whole.
#pragma once

#include <caf/event_based_actor.hpp>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "actors/account/creation/imported.hpp"
#include "actors/contracts.hpp"
#include "actors/retries.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

class node;

class import_actor : public caf::event_based_actor {
 public:
  import_actor(caf::actor_config& config, actors::node& shared, call_ptr whole);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "import"; }

 private:
  void look_for_retry();
  void advance();
  bool begin(std::size_t row);
  bool has_room() const;
  void submit(std::size_t row, command what, std::optional<retry_key> retry,
              std::string password_hash);
  void judge(std::size_t row, imported_row what, bool may_be_known);
  void judge_change(std::size_t row, const imported_row& what, account_number account,
                    const storage::snapshot& reading);
  void settle(const row_answered& told);
  void accept(std::size_t row, std::string_view result);
  void refuse(std::size_t row, const error& why);
  void give_verdict(std::size_t row, methods::import_verdict verdict);
  void finish();

  const methods::customers_import& asked() const;

  actors::node& node_;
  call_ptr whole_;                         // none once it has ended
  std::shared_ptr<answer_sink> row_sink_;  // keeps this actor, until it ends
  std::vector<methods::import_verdict> verdicts_;
  std::optional<row_keys> keys_;  // of rows that are to be known when they come again
  bool some_known_ = false;       // of them, when the import came
  std::size_t next_ = 0;          // row
  std::size_t under_way_ = 0;     // rows
  std::size_t decided_ = 0;       // rows
  std::uint64_t last_seq_ = 0;
  bool turn_sent_ = false;
  std::size_t rows_without_site_ = 0;        // that were refused because call.site is not there
  std::unordered_set<std::string> claimed_;  // of a dry run: names that rows before would take
};

}  // namespace atrium::actors
