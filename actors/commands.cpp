#include "actors/commands.hpp"

namespace atrium::actors {

command::command(command&&) noexcept = default;
command& command::operator=(command&&) noexcept = default;
command::~command() = default;

std::string_view method_of(const command& what) {
  return std::visit(
      []<class Command>(const Command&) -> std::string_view {
        if constexpr (requires { Command::about.name; })
          return Command::about.name;
        else
          return {};
      },
      what);
}

methods::effect decider_of(const command& what) {
  return std::visit([]<class Command>(const Command&) { return decided_by<Command>; }, what);
}

}  // namespace atrium::actors
