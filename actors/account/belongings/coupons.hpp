// What becomes of a customer's coupons by time. No CAF, no threads, no files.
#pragma once

#include "actors/account/marks.hpp"

namespace atrium::actors {

// Its time has come: nobody redeemed it.
void expire_coupon(decision& made, std::uint64_t number, const decide_context& in);

}  // namespace atrium::actors
