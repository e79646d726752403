#include "actors/tenant/adopt.hpp"

#include <caf/send.hpp>

#include "actors/tenant/load.hpp"
#include "actors/wiring.hpp"

namespace atrium::actors {

outcome<std::vector<tenant_cell_ptr>> adopt_tenants(node& shared) {
  std::vector<tenant_cell_ptr> adopted;
  const auto reading = shared.borrow_snapshot();
  const auto numbers = load_tenant_numbers(*reading);
  if (!numbers) return numbers.failure();
  const auto known = shared.tenants();
  for (const tenant_number number : *numbers) {
    if (known->by_number.contains(number)) continue;
    auto view = load_view(*reading, number);
    if (!view) return view.failure();
    const auto last = load_last_seq(*reading, number);
    if (!last) return last.failure();
    adopted.push_back(std::make_shared<tenant_cell>(std::move(view).value()));
    adopted.back()->advance(*last);
    shared.add(adopted.back());
  }
  return adopted;
}

void await_earlier_commits(node& shared, caf::actor reply_to, tenant_number turn) {
  auto job = std::make_shared<commit_job>();
  job->reply_to = std::move(reply_to);
  job->changes.tenant = turn;
  if (const caf::actor to = shared.handles->get(&wiring::committer))
    caf::anon_send(to, commit{std::move(job)});
}

}  // namespace atrium::actors
