// That a staff session was used, which its connection says now and then, so that it goes on.
#pragma once

#include <cstdint>

namespace atrium::actors {

struct staff_session_use {
  std::uint64_t session;  // its number among the account's
};

}  // namespace atrium::actors
