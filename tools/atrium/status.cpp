// `atrium status`: server.status.
#include <ostream>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/output.hpp"

namespace atrium::cli {

void add_status(command to, context& with) {
  command added = to.add_command("status", "Figures of the running daemon (operator)");
  added.footer("Example:\n  atrium status --key-file /var/lib/atrium/operator.key\n");
  added.callback([&with] {
    with.chosen = [&with] {
      const std::string answer = ask_once(with, "server.status");
      if (with.json) return print_json(with.out, answer);
      print_object(with.out, answer);
    };
  });
}

}  // namespace atrium::cli
