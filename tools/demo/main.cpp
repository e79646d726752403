// atrium-demo: registers some thousands of people at a running daemon and checks what came of it.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <cstdio>

#include "tools/demo/people.hpp"
#include "tools/demo/place.hpp"
#include "tools/demo/show.hpp"

namespace {

using namespace atrium;

std::atomic<bool> stop = false;

struct flags {
  std::string connect = "127.0.0.1:7420";
  std::string operator_key;
  std::string key_file;
  std::string people;
};

int fail(const error& why) {
  std::fprintf(stderr, "\natrium-demo: %s: %s\n", row_of(why.code).name.data(),
               why.message.c_str());
  for (const field_error& one : why.fields)
    std::fprintf(stderr, "  %s: %s\n", one.path.c_str(), one.message.c_str());
  return 1;
}

int print_summary(const std::vector<demo::finding>& findings) {
  std::printf("\n%-48s %8s %8s\n", "checked", "expected", "got");
  std::size_t wrong = 0;
  for (const demo::finding& one : findings) {
    const bool off = one.expected != one.got;
    wrong += off;
    std::printf("%-48s %8zu %8zu%s\n", one.what.c_str(), one.expected, one.got,
                off ? "   <-- WRONG" : "");
  }
  std::printf(wrong == 0 ? "All as expected.\n" : "%zu of these are WRONG.\n", wrong);
  return wrong == 0 ? 0 : 1;
}

int show(const flags& given) {
  auto where = parse_endpoint(given.connect);
  if (!where) return fail(where.failure());
  const auto people = demo::read_people(given.people);
  if (!people) return fail(people.failure());
  const auto operator_key = read_key_file(given.operator_key);
  if (!operator_key) return fail(operator_key.failure());
  const auto key = demo::prepare_place(*where, *operator_key, given.key_file);
  if (!key) return fail(key.failure());
  std::printf("Tenant '%s' with the sites", demo::tenant_name);
  for (const demo::shop& one : demo::shops) std::printf(" %s (%s)", one.site, one.realm);
  std::printf(" is there. Now %zu people out of a list of real names come to shop.\n\n",
              people->size());
  const demo::crew with{*where, *key, 4, 32, stop};
  const auto findings = demo::run_show(with, *people, {});
  if (stop) return 130;  // as a shell tells Ctrl-C
  if (!findings) return fail(findings.failure());
  return print_summary(*findings);
}

}  // namespace

// What is thrown this far is a bug or a lack of memory, and is to end the process.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
  CLI::App app("Registers people from a list at a running daemon and checks what came of it.",
               "atrium-demo");
  flags given;
  app.add_option("--connect", given.connect, "Where the daemon listens")->capture_default_str();
  app.add_option("--operator-key", given.operator_key, "File with the operator's key")->required();
  app.add_option("--key-file", given.key_file, "Where the demo keeps its tenant's key")->required();
  app.add_option("--people", given.people, "The list, people.tsv")->required();
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, [](int) { stop = true; });
  std::signal(SIGTERM, [](int) { stop = true; });
  return show(given);
}
