// What the front needs of `node`. Defined in actors/node_access.cpp, outside the front's library,
// so that it is built and tested without actors.
#pragma once

#include <atomic>
#include <cstdint>

#include "storage/store.hpp"

namespace atrium::actors {

class node;

const storage::store& data_of(node& shared);
std::atomic<std::int64_t>& connections_of(node& shared);
void await_serving(node& shared);

}  // namespace atrium::actors
