#include "actors/tenant/adopt.hpp"

#include "actors/tenant/load.hpp"

namespace atrium::actors {

outcome<std::vector<tenant_cell_ptr>> adopt_tenants(node& shared) {
  std::vector<tenant_cell_ptr> adopted;
  // Asked first: who is removed in between is not in the store either, then.
  const auto known = shared.tenants();
  const auto reading = shared.borrow_snapshot();
  const auto numbers = load_tenant_numbers(*reading);
  if (!numbers) return numbers.failure();
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

}  // namespace atrium::actors
