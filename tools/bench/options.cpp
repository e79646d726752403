#include "tools/bench/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <map>

namespace atrium::bench {
namespace {

constexpr const char* example =
    "Example: load a daemon on this machine as its operator, for the first time\n"
    "  atrium bench --connect 127.0.0.1:7411 --operator-key-file var/operator.key "
    "--key-file bench.key --work get\n"
    "and from then on with the key that this left in bench.key\n"
    "  atrium bench --connect 127.0.0.1:7411 --key-file bench.key --work update --rate 5000";

const std::map<std::string, work_choice> works{
    {"get", work_choice::get},       {"update", work_choice::update},
    {"create", work_choice::create}, {"mix", work_choice::mix},
    {"fill", work_choice::fill},     {"script", work_choice::script},
    {"credit", work_choice::credit}};
const std::map<std::string, key_choice> key_choices{{"uniform", key_choice::uniform},
                                                    {"zipf", key_choice::zipf}};

// What only the files behind the options tell.
struct given_files {
  std::string connect;
  std::string key_file;
  std::string operator_key_file;
  std::string script;
};

void define_target(CLI::App& app, options& to, given_files& files) {
  app.add_option("--peer", to.peer, "what is loaded: " + std::string(peer_names))
      ->capture_default_str();
  auto* connect = app.add_option("--connect", files.connect, "HOST:PORT of the server");
  app.add_option("--socket", to.where.path, "path of the server's Unix socket")->excludes(connect);
  app.add_option("--key-file", files.key_file,
                 "file with the API key of a client; made when --operator-key-file is given");
  app.add_option("--operator-key-file", files.operator_key_file,
                 "file with the operator's key: creates the tenant if there is no API key yet")
      ->check(CLI::ExistingFile);
  app.add_option("--tenant", to.settings.tenant, "the tenant to create")->default_val("bench");
  app.add_option("--database", to.settings.database, "PostgreSQL: the database");
  app.add_option("--user", to.settings.user, "PostgreSQL: the user (trusted without password)");
  app.add_option("--server-pid", to.what.server,
                 "process whose CPU, memory and writes are reported, with its children");
}

void define_load(CLI::App& app, options& to, given_files& files, bool& closed) {
  app.add_option(
         "--work", to.what.what,
         "get, update, create, mix (90 % get, 9 % update, 1 % create), fill, script, credit "
         "(entries in the ledger of one account)")
      ->transform(CLI::CheckedTransformer(works))
      ->option_text("WORK=get");
  app.add_option("--script", files.script,
                 "file of the calls of --work script: ROWS, tab, METHOD, tab, JSON array a line")
      ->check(CLI::ExistingFile);
  app.add_option("--connections", to.what.connections, "connections")
      ->check(CLI::Range(1, 10'000))
      ->default_val(64);
  app.add_option("--in-flight", to.what.in_flight, "calls open at once on each connection")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  auto* rate = app.add_option("--rate", to.what.rate,
                              "open loop with this many calls per second (without --rate and "
                              "--closed: half the peak, which is looked for first)")
                   ->check(CLI::PositiveNumber);
  app.add_flag("--closed", closed,
               "closed loop: the next call when one is answered; shows the peak")
      ->excludes(rate);
  app.add_option("--seconds", to.what.seconds, "measured time of each run")
      ->check(CLI::Range(0.05, 86'400.0))
      ->capture_default_str();
  app.add_option("--warm-up", to.what.warm_up_seconds, "seconds before it that do not count")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app.add_option("--repeats", to.repeats, "runs; the median and the range are reported")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--accounts", to.what.accounts,
                 "accounts that get and update choose from; they are made if they are not there")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->default_val(100'000);
  app.add_option("--keys", to.what.keys, "how they are chosen: uniform, zipf (exponent 0.99)")
      ->transform(CLI::CheckedTransformer(key_choices))
      ->option_text("CHOICE=uniform");
}

void define_report(CLI::App& app, options& to) {
  app.add_flag("--json", to.json, "report as one JSON object");
  app.add_flag("--buckets", to.buckets, "with --json: the raw histogram too")->needs("--json");
  app.add_flag("!--no-canaries", to.canaries,
               "do not look how the machine behaves around each run");
  app.add_flag("--canaries-only", to.canaries_only, "only look how the machine behaves");
  app.add_option("--flush-folder", to.flush_folder, "where the flush of the disk is timed")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
}

bool read_key(const std::string& file, std::string& key) {
  std::ifstream from(file);
  return static_cast<bool>(from >> key);
}

// What the parser cannot tell; empty if all is well.
std::string complete(options& to, const given_files& files) {
  if (to.canaries_only) return {};
  if (!files.connect.empty()) {
    auto where = parse_endpoint(files.connect);
    if (!where) return "--connect: " + where.failure().message;
    to.where = std::move(*where);
  } else if (to.where.path.empty()) {
    return "--connect HOST:PORT or --socket PATH is needed";
  }
  if (!files.operator_key_file.empty() &&
      !read_key(files.operator_key_file, to.settings.operator_key)) {
    return "--operator-key-file: no key in " + files.operator_key_file;
  }
  const bool found = !files.key_file.empty() && read_key(files.key_file, to.settings.api_key);
  if (!files.key_file.empty() && !found && to.settings.operator_key.empty()) {
    return "--key-file: no key in " + files.key_file;
  }
  to.settings.key_file = files.key_file;
  if ((to.what.what == work_choice::script) == files.script.empty())
    return "--work script and --script go together";
  if (files.script.empty()) return {};
  auto script = read_script(files.script);
  if (!script) return "--script: " + script.failure().message;
  to.what.accounts = script->size();
  to.settings.script = std::move(*script);
  return {};
}

}  // namespace

std::variant<options, int> parse_options(int argc, const char* const* argv) {
  options to;
  given_files files;
  CLI::App app("Load a running server and report how fast it answers.", "atrium bench");
  app.footer(example);
  define_target(app, to, files);
  bool closed = false;
  define_load(app, to, files, closed);
  define_report(app, to);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& refused) {
    return app.exit(refused) == 0 ? 0 : 2;
  }
  const std::string wrong = complete(to, files);
  if (!wrong.empty()) {
    std::fprintf(stderr, "atrium bench: %s\n", wrong.c_str());
    return 2;
  }
  to.how = closed ? loop::closed : to.what.rate > 0 ? loop::open : loop::open_at_half;
  to.command = "atrium bench";
  for (int i = 1; i < argc; ++i) to.command.append(" ").append(argv[i]);
  return to;
}

}  // namespace atrium::bench
