// Which password somebody may take. No CAF, no threads, no files.
#pragma once

#include <optional>
#include <string>

#include "actors/tenant/view.hpp"
#include "config/secret.hpp"
#include "protocol/outcome.hpp"

namespace atrium::actors {

// security.md 4. `site` may be null; `login` is the canonical e-mail or username, if there is one.
outcome<nothing> check_new_password(const secret& password, const tenant_view& tenant,
                                    const records::site* site,
                                    const std::optional<std::string>& login);

}  // namespace atrium::actors
