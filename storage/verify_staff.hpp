// What a member of staff has beside his record. Private to storage/.
#pragma once

#include "protocol/records/staff.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// He has credentials, his sessions have numbers that were given out and their tokens (I9), and one
// who is disabled has none that counts (I10). An invitation is in the index, and of one who has no
// password of his own (I9); his mails have numbers that were given out and their places (I11).
std::optional<breach> verify_staff(const snapshot& now, tenant_number tenant, std::uint64_t number,
                                   const records::staff& member);

}  // namespace atrium::storage
