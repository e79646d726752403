#include "config/version.hpp"

namespace atrium::config {

std::string_view version() { return ATRIUM_VERSION; }

}  // namespace atrium::config
