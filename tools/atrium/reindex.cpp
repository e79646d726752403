// `atrium reindex`: server.reindex.
#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

void add_reindex(CLI::App& to, context& with) {
  CLI::App* command = to.add_subcommand(
      "reindex", "Builds the index of lists anew while the old one serves on (operator)");
  const auto tenant = std::make_shared<std::string>();
  command->add_option("TENANT", *tenant, "Only this one; else all");
  command->footer("Example:\n  atrium reindex acme --key-file /var/lib/atrium/operator.key\n");
  command->callback([&with, tenant] {
    with.chosen = [&with, tenant] {
      print_answer(with, "server.reindex", parameters{}.text_if("tenant", *tenant).map());
    };
  });
}

}  // namespace atrium::cli
