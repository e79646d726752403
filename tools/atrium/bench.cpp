// `atrium bench` in the list of commands; run() hands its command line to tools/bench.
#include "tools/atrium/commands.hpp"

namespace atrium::cli {

void add_bench(command to) {
  command added = to.add_command("bench", "Loads a running daemon and reports how it does");
  added.takes_what_follows();
  added.footer("Example:\n  atrium bench --help\n");
}

}  // namespace atrium::cli
