// One step of a site's removal, which the mover (mover/mover.hpp) asks of the tenant's actor. A
// step that does not fit the state that the site is in is refused.
#pragma once

#include <cstdint>
#include <string>

namespace atrium::actors {

struct site_removal_step {
  enum class kind : std::uint8_t {
    close,   // from here on it takes no customers
    reopen,  // it is not removed after all
    remove,  // nobody has it, so it goes
  };
  kind what;
  std::string site;
};

}  // namespace atrium::actors
