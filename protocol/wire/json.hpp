// MessagePack and JSON text, for people: the command line, the documentation, tests. Not for the
// daemon's own path.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::wire {

// JSON text of one encoded value, in the order it has; `indent` spaces a level, negative: all on
// one line. What JSON lacks: bin and ext become {"$bin": hex} and {"$ext": hex} (ext with its type
// byte first), a key that is no string becomes its JSON text, NaN and infinities become null, and
// what is not UTF-8 becomes U+FFFD. Empty when the bytes are not exactly one well-formed value or
// nest deeper than max_depth.
std::string to_json(std::string_view msgpack_bytes, int indent);

// The encoded value of one JSON text. Integers stay integers; one beyond ±2^53, which not every
// client can read, is refused, as is nesting deeper than max_depth. bad_request says what and
// where. Duplicate keys are passed on (the daemon refuses them).
outcome<std::string> from_json(std::string_view json);

}  // namespace atrium::wire
