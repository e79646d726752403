// The outbox against the mails (docs/data_format.md, Mails). Private to storage/.
#pragma once

#include "protocol/records/mail.hpp"
#include "storage/snapshot.hpp"

namespace atrium::storage {

// I11: the place is that of a mail in this state and due then.
bool is_place_of_mail(const snapshot& now, std::string_view outbox_key);
// I11 the other way: the mail, under that key in `records`, has its place.
bool has_place(const snapshot& now, std::string_view record_key, const records::mail& mail);

}  // namespace atrium::storage
