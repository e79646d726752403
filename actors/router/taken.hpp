// Which names of a creation the store has already. No CAF, no threads; reads only.
#pragma once

#include "actors/account/creation/creation.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// What the creation hears of the first of its names that somebody has. Notes in it what its commit
// has to make sure of (creation::generated_id_of, name_claim::left_by).
std::optional<error> taken_name(creation& made, const storage::snapshot& reading,
                                const tenant_view& tenant);

// The account that has the e-mail of the creation as its own.
outcome<std::optional<account_number>> owner_of_email(const creation& made,
                                                      const storage::snapshot& reading);

// The guest whom a subscription of the creation's address has made.
outcome<std::optional<account_number>> subscriber_of(const creation& made,
                                                     const storage::snapshot& reading);

}  // namespace atrium::actors
