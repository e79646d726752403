// What a call hears whose commit came to nothing.
#pragma once

#include "actors/call.hpp"
#include "storage/change_set.hpp"

namespace atrium::actors {

class node;

// `came_to`: not `committed`. A twin, or an earlier attempt, may have been faster: then the call is
// answered as that one was.
void answer_uncommitted(node& shared, call& what, storage::commit_result::kind came_to);

}  // namespace atrium::actors
