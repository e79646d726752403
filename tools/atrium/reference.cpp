// `atrium reference`: docs/protocol.md as the code has it.
#include "protocol/reference.hpp"

#include <ostream>

#include "tools/atrium/commands.hpp"

namespace atrium::cli {

void add_reference(command to, context& with) {
  command added = to.add_command("reference", "Every method, as Markdown (docs/protocol.md)");
  added.footer("Example:\n  atrium reference > docs/protocol.md\n");
  added.callback([&with] { with.chosen = [&with] { with.out << protocol_reference(); }; });
}

}  // namespace atrium::cli
