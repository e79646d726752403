// docs/protocol.md: the reference of every method, made from the same document that rpc.discover
// answers.
#pragma once

#include <string>

namespace atrium {

// Markdown. A test compares it with the file, so the document cannot fall behind the code.
std::string protocol_reference();

}  // namespace atrium
