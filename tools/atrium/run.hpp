// `atrium` as a function.
#pragma once

#include <iosfwd>

namespace atrium::cli {

// Does what the command line asks for; answers the number to exit with (exit_code.hpp).
int run(int argc, const char* const* argv, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace atrium::cli
