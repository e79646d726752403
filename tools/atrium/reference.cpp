// `atrium reference`: docs/protocol.md as the code has it.
#include "protocol/reference.hpp"

#include <ostream>

#include "tools/atrium/commands.hpp"

namespace atrium::cli {

void add_reference(CLI::App& to, context& with) {
  CLI::App* command =
      to.add_subcommand("reference", "Every method, as Markdown (docs/protocol.md)");
  command->footer("Example:\n  atrium reference > docs/protocol.md\n");
  command->callback([&with] { with.chosen = [&with] { with.out << protocol_reference(); }; });
}

}  // namespace atrium::cli
