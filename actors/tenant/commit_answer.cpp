#include "actors/tenant/commit_answer.hpp"

#include "actors/answer.hpp"
#include "actors/retries.hpp"

namespace atrium::actors {

bool answer_known_key(node& shared, call& what) {
  if (!what.retry) return false;
  const auto reading = shared.borrow_snapshot();
  const auto known = known_answer(*reading, *what.retry, *what.caller);
  if (!known) return false;
  if (*known)
    what.reply.succeed(**known);
  else
    what.reply.fail(known->failure());
  return true;
}

bool answer_commit(node& shared, call& what, std::string answer,
                   const storage::commit_result& result) {
  using kind = storage::commit_result::kind;
  switch (result.what) {
    case kind::committed:
      append_seq(answer, result.seq || !what.tenant ? result.seq : what.tenant->last_seq());
      what.reply.succeed(answer);
      return true;
    case kind::key_known:
      if (!answer_known_key(shared, what)) what.reply.fail(refusal(errc::internal));
      return false;
    case kind::storage_full:
      what.reply.fail(refusal(errc::storage_full));
      return false;
    case kind::refused:
    case kind::failed:
      what.reply.fail(refusal(errc::internal, "the write failed; nothing was changed"));
      return false;
    case kind::unknown:
      break;
  }
  what.reply.fail(refusal(errc::internal, "the write may or may not have happened"));
  return false;
}

}  // namespace atrium::actors
