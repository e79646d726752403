#include "tools/atrium/run.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>

#include "config/version.hpp"
#include "tools/atrium/app.hpp"
#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/bench/bench.hpp"

namespace atrium::cli {

namespace {

std::string exit_codes_text() {
  std::string text = "Exit codes:\n";
  for (const exit_row& row : exit_table)
    text += "  " + std::to_string(static_cast<int>(row.code)) + "  " + std::string(row.text) + "\n";
  return text;
}

// CLI11 leaves the parameters' order to chance of declaration; what a person reads first is the
// example.
constexpr const char* first_steps =
    "Example:\n"
    "  atrium init --data /var/lib/atrium\n"
    "  atrium --key-file /var/lib/atrium/operator.key status\n"
    "  atrium call rpc.ping\n"
    "\n"
    "Keys are read from files only. ATRIUM_CONNECT and ATRIUM_KEY_FILE stand for --connect and\n"
    "--key-file.\n"
    "\n";

void add_shared_flags(command to, context& with) {
  to.add_option("--connect", with.connect, "Where the daemon listens")
      .type_name("HOST:PORT")
      .from_environment("ATRIUM_CONNECT")
      .shows_default();
  to.add_option("--socket", with.socket, "Unix socket of the daemon, instead of --connect")
      .type_name("PATH");
  to.add_flag("--tls", with.tls, "Speak TLS");
  to.add_option("--ca", with.ca, "Certificate authorities to trust, PEM; implies --tls")
      .type_name("FILE");
  to.add_option("--key-file", with.key_file, "File that holds an API key or the operator key")
      .type_name("FILE")
      .from_environment("ATRIUM_KEY_FILE");
  to.add_option("--tenant", with.tenant, "The tenant that an operator's call is about")
      .type_name("NAME");
  to.add_option("--timeout", with.timeout_s, "Longest wait for an answer")
      .type_name("SECONDS")
      .between(0.001, 86400.0)
      .shows_default();
  to.add_flag("--json", with.json, "JSON on one line, for programs");
}

bool wants_json(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc,
                     [](const char* one) { return std::string_view(one) == "--json"; });
}

}  // namespace

std::unique_ptr<CLI::App> make_app(context& with) {
  auto app = std::make_unique<CLI::App>(
      "Atrium keeps customer accounts; this tool speaks with its daemon.", "atrium");
  app->set_version_flag("--version", std::string(config::version()));
  app->fallthrough();
  app->require_subcommand(1);
  app->footer(first_steps + exit_codes_text());
  const command root(*app);
  add_shared_flags(root, with);
  add_init(root, with);
  add_call(root, with);
  add_status(root, with);
  add_tenants(root, with);
  add_sites(root, with);
  add_realms(root, with);
  add_clients(root, with);
  add_groups(root, with);
  add_staff(root, with);
  add_mail(root, with);
  add_changes(root, with);
  add_import(root, with);
  add_export(root, with);
  add_reindex(root, with);
  add_verify(root, with);
  add_bench(root);
  add_reference(root, with);
  add_completion(root, with);
  return app;
}

int run(int argc, const char* const* argv, std::istream& in, std::ostream& out, std::ostream& err) {
  if (argc > 1 && std::string_view(argv[1]) == "bench") {
    // It has a command line of its own.
    std::vector<char*> rest;
    for (int i = 1; i < argc; ++i) rest.push_back(const_cast<char*>(argv[i]));
    std::string name = "atrium bench";
    rest[0] = name.data();
    rest.push_back(nullptr);
    return bench::bench_main(argc - 1, rest.data());
  }
  context with{in, out, err};
  const auto app = make_app(with);
  try {
    app->parse(argc, argv);
    if (with.chosen) with.chosen();
    out.flush();
    return static_cast<int>(exit_code::ok);
  } catch (const CLI::ParseError& told) {
    if (told.get_exit_code() == 0) return app->exit(told, out, err);  // help, version
    const failure why = usage(std::string(told.what()) + "; see atrium --help");
    report(err, why, wants_json(argc, argv));
    return static_cast<int>(why.code);
  } catch (const failure& why) {
    out.flush();
    report(err, why, with.json);
    return static_cast<int>(why.code);
  }
}

}  // namespace atrium::cli
