// The account of a member of staff: what he proves himself with, and his sessions. Who he is and
// what he may do is his tenant's (actors/tenant/decide_staff.cpp); every decision here expects that
// to be as the view has it, so none is committed behind a change that shuts him out. No CAF, no
// threads, no files.
#pragma once

#include "actors/account/decision.hpp"
#include "actors/account/identity/staff_session_use.hpp"

namespace atrium::actors {

// Why the caller may not give him that password; nothing if he may.
std::optional<error> refuse_reset(const methods::staff_reset_password& asked,
                                  const decide_context& in);
// Why the caller may not choose that password by that link; nothing if he may.
std::optional<error> refuse_acceptance(const methods::staff_accept_invitation& asked,
                                       const account_state& now, const decide_context& in);

}  // namespace atrium::actors
