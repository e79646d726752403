#include "actors/front/node_access.hpp"

#include "actors/node.hpp"

namespace atrium::actors {

const storage::store& data_of(node& shared) { return shared.data(); }
std::atomic<std::int64_t>& connections_of(node& shared) { return shared.figures.connections; }
void await_serving(node& shared) { shared.await_serving(); }

}  // namespace atrium::actors
