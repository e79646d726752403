// What holds for all commands: help, examples, usage errors, exit codes.
#include <catch2/catch.hpp>
#include <set>

#include "tests/tools/atrium/command_run.hpp"
#include "tests/tools/atrium/shell_words.hpp"
#include "tests/tools/client/fake_daemon.hpp"
#include "tools/atrium/app.hpp"
#include "tools/atrium/exit_code.hpp"

using atrium::errc;
using atrium::cli::exit_code;
using atrium::test::run_atrium;

namespace {

std::vector<CLI::App*> every_command(CLI::App* from) {
  std::vector<CLI::App*> all{from};
  for (CLI::App* one : from->get_subcommands([](CLI::App*) { return true; }))
    for (CLI::App* below : every_command(one)) all.push_back(below);
  return all;
}

std::vector<std::string> examples_in(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("  atrium ")) found.push_back(line.substr(2));
  return found;
}

struct silent_context {
  std::istringstream in;
  std::ostringstream out;
  atrium::cli::context with{in, out, out};
};

}  // namespace

TEST_CASE("every command's help shows an example, and every example can be parsed") {
  silent_context shown;
  const auto app = atrium::cli::make_app(shown.with);
  for (CLI::App* command : every_command(app.get())) {
    INFO(command->get_name());
    const auto examples = examples_in(command->get_footer());
    CHECK_FALSE(examples.empty());
    for (const std::string& example : examples) {
      INFO(example);
      silent_context parsed;
      const auto fresh = atrium::cli::make_app(parsed.with);
      auto words = atrium::test::shell_words(example);
      if (words.at(1) == "bench") continue;  // has a command line of its own
      std::vector<std::string> reversed(words.rbegin(), words.rend() - 1);
      CHECK_NOTHROW(fresh->parse(reversed));
      CHECK(parsed.with.chosen);
    }
  }
}

TEST_CASE("help tells every exit code") {
  const auto shown = run_atrium({"--help"});
  CHECK(shown.code == 0);
  for (const auto& row : atrium::cli::exit_table)
    CHECK(shown.out.find(std::to_string(static_cast<int>(row.code)) + "  " +
                         std::string(row.text)) != std::string::npos);
}

TEST_CASE("no flag takes a secret") {
  silent_context shown;
  const auto app = atrium::cli::make_app(shown.with);
  const std::set<std::string> known{"key-file", "key-out"};
  for (CLI::App* command : every_command(app.get())) {
    for (const CLI::Option* option : command->get_options([](CLI::Option*) { return true; })) {
      for (const std::string& name : option->get_lnames()) {
        INFO(command->get_name() << " --" << name);
        const bool suspicious = name.find("key") != std::string::npos ||
                                name.find("password") != std::string::npos ||
                                name.find("secret") != std::string::npos;
        CHECK((!suspicious || known.contains(name)));
      }
    }
  }
}

TEST_CASE("a wrong command line is told as such") {
  const auto none = run_atrium({});
  CHECK(none.code == 2);
  CHECK(none.err.starts_with("atrium: usage: "));
  CHECK(run_atrium({"nonsense"}).code == 2);
  CHECK(run_atrium({"status", "--nonsense"}).code == 2);
  CHECK(run_atrium({"init"}).code == 2);
  const auto json = run_atrium({"init", "--json"});
  CHECK(json.code == 2);
  CHECK(json.err.starts_with(R"({"code": "usage")"));
}

TEST_CASE("a misspelt method is met with the right one") {
  const auto misspelt = run_atrium({"call", "customers.gte"});
  CHECK(misspelt.code == 2);
  CHECK(misspelt.err.find("did you mean customers.get?") != std::string::npos);
  const auto short_form = run_atrium({"call", "record_guest"});
  CHECK(short_form.err.find("did you mean customers.record_guest?") != std::string::npos);
}

TEST_CASE("parameters that are no JSON object are refused before anything is sent") {
  for (const char* given : {"{", "[1]", "17", "", "{\"a\":1}}", "@/nowhere/file"}) {
    INFO(given);
    CHECK(run_atrium({"call", "rpc.ping", given}).code == 2);
  }
  CHECK(run_atrium({"call", "rpc.ping", "--options", "[]"}).code == 2);
  CHECK(run_atrium({"call", "rpc.ping", "-", "--options", "-"}, "{}").code == 2);
}

TEST_CASE("each kind of refusal has its exit code") {
  const auto expected = GENERATE(table<errc, int>({{errc::invalid_field, 1},
                                                   {errc::weak_password, 1},
                                                   {errc::unauthenticated, 4},
                                                   {errc::forbidden, 4},
                                                   {errc::not_found, 5},
                                                   {errc::email_taken, 6},
                                                   {errc::version_conflict, 6},
                                                   {errc::overloaded, 7},
                                                   {errc::storage_full, 7},
                                                   {errc::internal, 9}}));
  const auto [code, number] = expected;
  atrium::test::fake_daemon daemon([code = code](const auto& call, const auto& to) {
    to.refuse(call, atrium::refusal(code, "no"));
  });
  const std::string name(atrium::row_of(code).name);
  const auto told = run_atrium({"call", "rpc.ping", "--connect", daemon.address()});
  CHECK(told.code == number);
  CHECK(told.out.empty());
  CHECK(told.err == "atrium: " + name + ": no\n");
  const auto json = run_atrium({"--json", "call", "rpc.ping", "--connect", daemon.address()});
  CHECK(json.code == number);
  CHECK(json.err.starts_with("{\"code\": \"" + name + "\", \"message\": \"no\""));
}

TEST_CASE("a daemon that is not there, hangs up or says nothing is no connection") {
  std::string nobody;
  {
    const atrium::test::fake_daemon daemon([](const auto&, const auto&) {});
    nobody = daemon.address();
  }
  const auto refused = run_atrium({"call", "rpc.ping", "--connect", nobody});
  CHECK(refused.code == 3);
  CHECK(refused.err.starts_with("atrium: no_connection: cannot connect to " + nobody));
  const atrium::test::fake_daemon hangs_up([](const auto&, const auto& to) { to.close(); });
  CHECK(run_atrium({"call", "rpc.ping", "--connect", hangs_up.address()}).code == 3);
  const atrium::test::fake_daemon silent([](const auto&, const auto&) {});
  CHECK(run_atrium({"call", "rpc.ping", "--connect", silent.address(), "--timeout", "0.02"}).code ==
        3);
}

TEST_CASE("several wrong fields are told a line each, a single one once") {
  atrium::test::fake_daemon daemon([](const auto& call, const auto& to) {
    atrium::error why = atrium::refusal(errc::invalid_field, "email: is none", "email");
    why.fields = {{"email", errc::invalid_field, "is none"}};
    if (call.options.empty()) why.fields.push_back({"locale", errc::missing_field, "is required"});
    to.refuse(call, why);
  });
  CHECK(run_atrium({"call", "rpc.ping", "--connect", daemon.address()}).err ==
        "atrium: invalid_field: email: is none\n"
        "  email: invalid_field: is none\n"
        "  locale: missing_field: is required\n");
  CHECK(run_atrium({"call", "rpc.ping", "--site", "a", "--connect", daemon.address()}).err ==
        "atrium: invalid_field: email: is none\n");
}
