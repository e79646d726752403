#include "actors/quiet.hpp"

#include <caf/exit_reason.hpp>
#include <exception>

#include "config/log.hpp"

namespace atrium::actors {

void keep_quiet(caf::event_based_actor& self) {
  self.set_default_handler(
      [](caf::scheduled_actor* actor, caf::message_view&) -> caf::result<caf::message> {
        log::error("unexpected message", {{"actor", actor->name()}});
        return caf::sec::unexpected_message;
      });
  self.set_down_handler([](caf::scheduled_actor*, caf::down_msg&) {});
  self.set_exception_handler(
      [](caf::scheduled_actor* actor, std::exception_ptr& thrown) -> caf::error {
        try {
          std::rethrow_exception(thrown);
        } catch (const std::exception& what) {
          log::error("actor died", {{"actor", actor->name()}, {"exception", what.what()}});
        } catch (...) {
          log::error("actor died", {{"actor", actor->name()}});
        }
        return caf::exit_reason::unhandled_exception;
      });
}

}  // namespace atrium::actors
