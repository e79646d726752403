// The login names that commands give an existing customer (features.md A3): what the site router
// reserves and the account decides on. No CAF, no threads, no files.
#pragma once

#include "actors/account/creation/creation.hpp"
#include "actors/call.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

// Whether the command may give its customer a login name.
bool takes_login(const command& what);

// The names that it gives to this customer, as the site router reserves them; none if it gives
// none, or will be refused. Also one that the stored customer has: a command under way may be
// giving it up.
std::vector<name_claim> logins_taken_by(const command& what, const records::customer& of,
                                        const tenant_view& tenant);

}  // namespace atrium::actors
