// The outbox against the mails (docs/data_format.md, Mails). Private to storage/.
#pragma once

#include "storage/snapshot.hpp"

namespace atrium::storage {

// I11: the place is that of a mail in this state and due then.
bool is_place_of_mail(const snapshot& now, std::string_view outbox_key);

}  // namespace atrium::storage
