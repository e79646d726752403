// The writer of a real store. Private to storage/; others have it as store::the_writer().
#pragma once

#include <optional>

#include "storage/apply.hpp"
#include "storage/room.hpp"
#include "storage/store_parts.hpp"
#include "storage/writer.hpp"

namespace atrium::storage {

class lmdb_writer final : public writer {
 public:
  explicit lmdb_writer(store::parts& of);
  std::vector<commit_result> commit(std::span<const change_set* const> batch) override;

 private:
  // What became of one transaction.
  enum class ending {
    settled,  // every result stands
    aborted,  // nothing was written; `code_` says why, and smaller transactions may succeed
    lost,     // nothing was written, and trying again is of no use
    unknown,  // the flush of the meta page failed
  };
  ending attempt(std::span<const change_set* const> batch, std::span<commit_result> results);
  ending end_of(int code);
  ending finish(lmdb::transaction transaction, const numbers& pending);
  void commit_alone(std::span<const change_set* const> one, std::span<commit_result> result);
  commit_result refusal_for(ending how) const;
  bool age_free_pages();
  void note_fullness(std::span<const change_set* const> batch,
                     std::span<const commit_result> results);

  store::parts& of_;
  room room_;
  numbers known_;
  std::optional<std::int64_t> aged_at_ms_;  // of age_free_pages
  int code_ = 0;                            // of the last transaction that did not settle
};

}  // namespace atrium::storage
