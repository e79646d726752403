// `atrium call METHOD [JSON]`: any method of the protocol.
#include <fstream>
#include <istream>
#include <iterator>

#include "config/suggestion.hpp"
#include "protocol/methods/definitions.hpp"
#include "protocol/wire/json.hpp"
#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/output.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

struct call_flags {
  std::string method;
  std::string named = "{}";
  std::string options;
  std::string site;
  std::string idem;
  std::optional<std::int64_t> if_version;
};

void check_method(const std::string& method) {
  if (methods::index_of(method) < methods::definitions.size()) return;
  std::vector<config::spelling> known;
  for (const auto& one : methods::definitions) {
    const std::string name(one.name);
    known.push_back({name, name});
    known.push_back({name.substr(name.find('.') + 1), name});
  }
  throw usage("no method is called '" + method + "'" + config::suggestion(method, known));
}

std::string all_of(std::istream& from) {
  return {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

// The encoded map of "JSON", "@FILE" or "-".
std::string read_map(const context& with, const std::string& given, const std::string& what) {
  std::string text = given;
  if (given == "-") {
    text = all_of(with.in);
  } else if (given.starts_with('@')) {
    std::ifstream from(given.substr(1), std::ios::binary);
    if (!from) throw usage(what + ": cannot read " + given.substr(1));
    text = all_of(from);
  }
  auto encoded = wire::from_json(text);
  if (!encoded) throw usage(what + ": " + encoded.failure().message);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos ||
      text[text.find_first_not_of(" \t\r\n")] != '{')
    throw usage(what + ": must be a JSON object, as '{\"customer\":{\"id\":\"c1\"}}'");
  return std::move(*encoded);
}

std::string options_of(const context& with, const call_flags& given) {
  parameters options;
  const auto shortcut = [&](std::string_view name) {
    return (name == "tenant" && !with.tenant.empty()) || (name == "site" && !given.site.empty()) ||
           (name == "idem" && !given.idem.empty()) || (name == "if_version" && given.if_version);
  };
  if (!given.options.empty()) {
    const std::string map = read_map(with, given.options, "--options");
    for_each_pair(map, [&](std::string_view name, std::string_view value) {
      if (!shortcut(name)) options.encoded(name, value);
    });
  }
  options.text_if("tenant", with.tenant).text_if("site", given.site).text_if("idem", given.idem);
  if (given.if_version) options.integer("if_version", *given.if_version);
  return options.empty() ? std::string() : options.map();
}

void make_call(const context& with, const call_flags& given) {
  check_method(given.method);
  if (given.named == "-" && given.options == "-")
    throw usage("only one of JSON and --options can be read from standard input");
  const std::string named = read_map(with, given.named, "JSON");
  const std::string options = options_of(with, given);
  client through = greeted(with);
  const std::string answer = ask(through, given.method, named, options);
  if (with.json) return print_json(with.out, answer);
  with.out << wire::to_json(answer, 2) << '\n';
}

}  // namespace

void add_call(command to, context& with) {
  command added = to.add_command("call", "Calls a method and prints its answer as JSON");
  const auto given = std::make_shared<call_flags>();
  added.add_option("METHOD", given->method, "As customers.get; rpc.discover describes them all")
      .required();
  added.add_option("JSON", given->named,
                   "Parameters: a JSON object, @FILE, or - for standard input");
  added.add_option("--options", given->options, "Call options: a JSON object, @FILE or -")
      .type_name("JSON");
  added.add_option("--site", given->site, "The site the call is made for").type_name("NAME");
  added
      .add_option("--idem", given->idem, "Idempotency key: repeat the call without a second effect")
      .type_name("KEY");
  added.add_option("--if-version", given->if_version, "Refuse unless the object is at this version")
      .type_name("N");
  added.footer(
      "A password or another secret belongs into a file or onto standard input.\n"
      "\n"
      "Example:\n"
      "  atrium call rpc.ping\n"
      "  atrium call customers.get '{\"customer\":{\"email\":\"ada@example.com\"}}' --site "
      "shop-de\n"
      "  atrium call customers.register @new_customer.json --idem order-4711\n"
      "  atrium call customers.update - --if-version 3\n");
  added.callback([&with, given] { with.chosen = [&with, given] { make_call(with, *given); }; });
}

}  // namespace atrium::cli
