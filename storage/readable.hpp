// Keys as people read them, for logs and for `atrium verify`. They show tenants' data (e-mails):
// never to be answered to a caller.
#pragma once

#include <string>
#include <string_view>

#include "storage/keys.hpp"
#include "storage/tables.hpp"

namespace atrium::storage {

// "customer"; "kind 9" for a kind that this version does not know.
std::string readable_kind(record_kind kind);

std::string hex(std::string_view bytes);

// "tenant 3 customer 17 address 2", "tenant 3 login realm 1 'a@b.example'", …; hex where the key
// has no known shape.
std::string readable_key(table where, std::string_view key);

}  // namespace atrium::storage
