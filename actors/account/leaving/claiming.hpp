// Which guests a customer may claim (features.md A11): those with the e-mail that he has proved to
// be his, and nobody else's. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// A registered customer whose e-mail is verified; else `not_registered`, or `forbidden` with the
// reason.
outcome<nothing> may_claim(const records::customer& who);

// A guest of the customer's realm with his e-mail.
bool is_claimable(const records::customer& guest, const records::customer& by,
                  const tenant_view& tenant);

error no_such_guest();

// The guest in `in.whole` becomes part of the customer, as by a merge (decide_merging.cpp).
outcome<decision> take_guest_in(const account_state& now, const decide_context& in);

}  // namespace atrium::actors
