// The OpenRPC 1.3 document of the whole protocol, made from the definitions that decode the calls.
#pragma once

#include <string_view>

namespace atrium {

// One encoded map; made at the first call and kept.
std::string_view openrpc_document();

}  // namespace atrium
