#include "actors/hashing/asking.hpp"

#include <caf/send.hpp>

#include "actors/node.hpp"
#include "actors/overloaded.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

void send_to_hashing(node& shared, const call_ptr& of, const secret* password,
                     std::optional<std::string> against, tenant_number turn, caf::actor reply_to) {
  auto job = std::make_shared<hash_job>();
  job->reply_to = std::move(reply_to);
  job->of = of;
  job->password = password;
  job->against = std::move(against);
  job->tenant = turn;
  if (const caf::actor pool = shared.handles->get(&wiring::hashing))
    caf::anon_send(pool, hash{std::move(job)});
}

error hashing_overloaded(const node& shared) {
  return overloaded(shared, refusal(errc::overloaded, "too many passwords wait to be hashed"));
}

}  // namespace atrium::actors
