#include "actors/call.hpp"

#include "actors/commands.hpp"

namespace atrium::actors {
namespace {

struct call_of_command : call {
  call_of_command(command what_it_asks, responder to)
      : call(asked, std::move(to)), asked(std::move(what_it_asks)) {}
  command asked;
};

}  // namespace

call_ptr make_call(command what, responder reply) {
  return std::make_shared<call_of_command>(std::move(what), std::move(reply));
}

}  // namespace atrium::actors
