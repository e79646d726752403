// Who is on the other side of a connection, and whether he still may be: the hello's outcome,
// checked again whenever the tenant changes.
#pragma once

#include <optional>
#include <string>

#include "actors/node.hpp"
#include "actors/principal.hpp"
#include "protocol/methods/session.hpp"

namespace atrium::actors {

struct peer;

// The principal that the credentials prove. The same answer for a wrong, a revoked and an unknown
// key.
outcome<principal_ptr> authenticate(node& shared, const methods::credentials& given,
                                    const peer& from, const storage::snapshot& reading);
// What all of them are told.
error refused_credentials();
secret sealing_key_of(std::string_view credential);

// Why the client may not call (any more): revoked, or its tenant suspended. Nothing if it may.
std::optional<error> barred(const principal& who, const tenant_view& tenant);

// Whether the principal may call the method at all; the tenant named by an operator comes on top.
std::optional<error> forbidden(const principal& who, const methods::definition& method);

}  // namespace atrium::actors
