// `atrium reindex`: server.reindex.
#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

void add_reindex(command to, context& with) {
  command added = to.add_command(
      "reindex", "Builds the index of lists anew while the old one serves on (operator)");
  const auto tenant = std::make_shared<std::string>();
  added.add_option("TENANT", *tenant, "Only this one; else all");
  added.footer("Example:\n  atrium reindex acme --key-file /var/lib/atrium/operator.key\n");
  added.callback([&with, tenant] {
    with.chosen = [&with, tenant] {
      print_answer(with, "server.reindex", parameters{}.text_if("tenant", *tenant).map());
    };
  });
}

}  // namespace atrium::cli
