// `atrium tenants …`: what an operator does with the tenants.
#include <array>
#include <ostream>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/atrium/new_key.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::array<std::string_view, 6> columns{"tenant",   "name",   "suspended",
                                                  "currency", "locale", "created_at"};

struct new_tenant {
  std::string tenant, name, currency, locale, key_out;
};

void add_create(command to, context& with) {
  command added = to.add_command("create", "Makes a tenant and its first API key");
  const auto given = std::make_shared<new_tenant>();
  added.add_option("TENANT", given->tenant, "Short name; never changes").required();
  added.add_option("--name", given->name, "Name of the business").type_name("TEXT");
  added.add_option("--currency", given->currency, "Default currency, as EUR").type_name("CODE");
  added.add_option("--locale", given->locale, "Default locale, as de-DE").type_name("TAG");
  added.add_option("--key-out", given->key_out, "New file for the API key, instead of printing it")
      .type_name("FILE");
  added.footer(
      "Example:\n"
      "  atrium tenants create acme --name 'Acme Ltd' --currency EUR --key-out acme.key\n");
  added.callback([&with, given] {
    with.chosen = [&with, given] {
      check_key_file(given->key_out);
      parameters named;
      named.text("tenant", given->tenant).text_if("name", given->name);
      named.text_if("currency", given->currency).text_if("locale", given->locale);
      print_with_key(with, ask_once(with, "tenants.create", named.map()), given->key_out);
    };
  });
}

void remove(const context& with, const std::string& tenant, const std::string& confirm) {
  parameters named;
  named.text("tenant", tenant).text_if("confirm", confirm);
  const std::string answer = ask_once(with, "tenants.remove", named.map());
  print_map(with, answer);
  const auto asked = text_member(answer, "confirm");
  if (!asked || with.json) return;
  with.out << "Nothing is removed yet. This removes it for good:\n  atrium tenants remove "
           << tenant << " --confirm " << *asked << '\n';
}

void add_remove(command to, context& with) {
  command added = to.add_command("remove", "Removes a suspended tenant, in two steps");
  const auto tenant = std::make_shared<std::string>();
  const auto confirm = std::make_shared<std::string>();
  added.add_option("TENANT", *tenant, "Its short name").required();
  added
      .add_option("--confirm", *confirm,
                  "What the same command without it has printed: now all that the tenant has goes")
      .type_name("CODE");
  added.footer(
      "Nothing brings it back; export first what must be kept (atrium export).\n"
      "\n"
      "Example:\n"
      "  atrium tenants suspend acme\n"
      "  atrium tenants remove acme\n"
      "  atrium tenants remove acme --confirm 0000019a...\n");
  added.callback([&with, tenant, confirm] {
    with.chosen = [&with, tenant, confirm] { remove(with, *tenant, *confirm); };
  });
}

}  // namespace

void add_tenants(command to, context& with) {
  command group = to.add_command("tenants", "Lists, makes, suspends, removes tenants (operator)");
  group.needs_a_command();
  group.footer("Example:\n  atrium tenants list --key-file /var/lib/atrium/operator.key\n");
  command list = group.add_command("list", "All tenants");
  list.footer("Example:\n  atrium tenants list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "tenants.list", true, columns); }; });
  add_create(group, with);
  for (const auto& [verb, text] :
       {std::pair{"get", "One tenant with its settings"},
        std::pair{"suspend", "Refuses every call of the tenant's clients from now on"},
        std::pair{"resume", "Ends a suspension"}})
    add_naming(group, with, {verb, text, "tenant", "Its short name", "acme"});
  add_remove(group, with);
}

}  // namespace atrium::cli
