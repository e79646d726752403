// One step of a site's way to another realm, which the mover (mover/mover.hpp) asks of the tenant's
// actor. A step that does not fit the state that the site is in is refused.
#pragma once

#include <string>

#include "protocol/methods/sites.hpp"

namespace atrium::actors {

struct site_move_step {
  enum class kind : std::uint8_t {
    stay,     // nothing to do; the answer is kept for retries
    begin,    // from here on its customers' logins are taken in `realm`, too
    arrive,   // they log in there from here on
    give_up,  // they do not after all
    end,      // nothing is left in the realm that it came from, or did not get to
  };
  kind what;
  std::string site;
  std::string realm = {};                        // begin
  methods::realms_move_site::result moved = {};  // arrive, stay: what the caller hears
};

}  // namespace atrium::actors
