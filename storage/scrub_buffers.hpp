// The phase of a scrub that looks at memory (storage/scrub.hpp). Private to storage/.
#pragma once

#include "storage/lmdb_handles.hpp"

namespace atrium::storage {

// LMDB builds pages in buffers that it keeps for ever and uses again as they are, so whatever was
// once in one may come to lie in the unused part of a page that is written today. This makes zeros
// of every buffer there is. Takes the writer's lock and commits nothing. In `spare` no key begins
// with 0xff.
outcome<nothing> rinse_buffers(MDB_env* of, MDB_dbi spare);

}  // namespace atrium::storage
