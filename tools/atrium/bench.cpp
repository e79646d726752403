// `atrium bench` in the list of commands; run() hands its command line to tools/bench.
#include "tools/atrium/commands.hpp"

namespace atrium::cli {

void add_bench(CLI::App& to) {
  CLI::App* command = to.add_subcommand("bench", "Loads a running daemon and reports how it does");
  command->prefix_command();
  command->footer("Example:\n  atrium bench --help\n");
}

}  // namespace atrium::cli
