#include "actors/committer/behind_commits.hpp"

#include <caf/send.hpp>

#include "actors/node.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

void tell_behind_commits(node& shared, caf::actor whom, tenant_number turn, std::uint64_t token) {
  auto job = std::make_shared<commit_job>();
  job->reply_to = std::move(whom);
  job->token = token;
  job->changes.tenant = turn;
  if (const caf::actor to = shared.handles->get(&wiring::committer))
    caf::anon_send(to, commit{std::move(job)});
}

}  // namespace atrium::actors
