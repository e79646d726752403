// `atrium verify`: checks a store that no daemon has open.
#include "storage/verify.hpp"

#include <ostream>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/output.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

void check_store(const context& with, const std::string& data) {
  if (!with.json) with.err << "verifying " << data << " …" << std::endl;
  auto looked = storage::verify_offline(data, storage::store_options{});
  if (!looked) throw refused(std::move(looked).failure());
  if (looked->broken) {
    throw failure{exit_code::broken_store, "broken_store",
                  refusal(errc::internal, storage::describe(*looked->broken))};
  }
  parameters counts;
  for (const auto& [name, count] : looked->counts)
    counts.integer(name, static_cast<std::int64_t>(count));
  if (with.json) return print_json(with.out, parameters{}.encoded("counts", counts.map()).map());
  print_object(with.out, counts.map());
  with.out << "Everything is as it must be.\n";
}

}  // namespace

void add_verify(command to, context& with) {
  command added =
      to.add_command("verify", "Checks every invariant of a store while no daemon runs on it");
  const auto data = std::make_shared<std::string>();
  added.add_option("--data", *data, "Its data folder").type_name("DIR").required();
  added.footer("Example:\n  atrium verify --data /var/lib/atrium\n");
  added.callback([&with, data] { with.chosen = [&with, data] { check_store(with, *data); }; });
}

}  // namespace atrium::cli
