// Where an API key goes that the daemon shows once.
#pragma once

#include <string>
#include <string_view>

#include "tools/atrium/context.hpp"

namespace atrium::cli {

// Checks before the call that `file` (unless "") can be made, so that no key is lost.
void check_key_file(const std::string& file);

// Prints the answer of a method that makes a key. With a file, the key is written there
// (mode 0600) and left out of what is printed.
void print_with_key(const context& with, std::string_view answer, const std::string& file);

}  // namespace atrium::cli
