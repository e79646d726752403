// A daemon's error as it came over the wire.
#pragma once

#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium {

// `value` is the encoded error of a response: the map of protocol.md 3, or the text "code:
// message". A code that this version does not know becomes `internal`, with the code in the
// message.
error decode_error(std::string_view value);

}  // namespace atrium
