// What is written down beside the calls, and nobody waits for: that a staff session is used, that
// somebody was denied something. Passed over where the daemon has no room for it.
#pragma once

#include <string_view>

#include "actors/call.hpp"

namespace atrium::actors {

class node;

// That a session of staff goes on.
void note_use(node& shared, const principal_ptr& who, const tenant_cell_ptr& tenant);

// That a client, or staff, was refused `method` so (actors/tenant/denial.hpp).
struct denied_call {
  std::string_view method;
  errc refused;
  const methods::call_options& options;
  std::string_view source;
};
void note_denial(node& shared, const principal_ptr& who, const tenant_cell_ptr& tenant,
                 const denied_call& what);
// The same of a call that an actor refuses, if it is refused with `forbidden`.
void note_denial(node& shared, const call& what, const error& refused);

}  // namespace atrium::actors
