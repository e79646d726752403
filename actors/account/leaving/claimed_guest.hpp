// One guest of a customers.claim_guests, on his way to the customer who claims him; which one says
// the call's `other`.
#pragma once

namespace atrium::actors {

struct claimed_guest {};

}  // namespace atrium::actors
