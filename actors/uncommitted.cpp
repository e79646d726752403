#include "actors/uncommitted.hpp"

#include "actors/retries.hpp"

namespace atrium::actors {

void answer_uncommitted(node& shared, call& what, storage::commit_result::kind came_to) {
  using kind = storage::commit_result::kind;
  switch (came_to) {
    case kind::key_known:
      if (!answer_known_key(shared, what)) what.reply.fail(refusal(errc::internal));
      return;
    case kind::storage_full:
      return what.reply.fail(refusal(errc::storage_full));
    case kind::refused:
    case kind::failed:
      return what.reply.fail(refusal(errc::internal, "the write failed; nothing was changed"));
    case kind::committed:
    case kind::unknown:
      return what.reply.fail(refusal(errc::internal, "the write may or may not have happened"));
  }
}

}  // namespace atrium::actors
