// `atrium tenants …`: what an operator does with the tenants.
#include <array>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/atrium/new_key.hpp"
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

// get, suspend and resume differ in the method only.
void add_one(command to, context& with, const std::string& verb, const std::string& text) {
  command added = to.add_command(verb, text);
  const auto tenant = std::make_shared<std::string>();
  added.add_option("TENANT", *tenant, "Its short name").required();
  added.footer("Example:\n  atrium tenants " + verb + " acme\n");
  added.callback([&with, tenant, verb] {
    with.chosen = [&with, tenant, verb] {
      print_answer(with, "tenants." + verb, parameters{}.text("tenant", *tenant).map());
    };
  });
}

}  // namespace

void add_tenants(command to, context& with) {
  command group = to.add_command("tenants", "Lists, makes, suspends tenants (operator)");
  group.needs_a_command();
  group.footer("Example:\n  atrium tenants list --key-file /var/lib/atrium/operator.key\n");
  command list = group.add_command("list", "All tenants");
  list.footer("Example:\n  atrium tenants list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "tenants.list", true, columns); }; });
  add_create(group, with);
  add_one(group, with, "get", "One tenant with its settings");
  add_one(group, with, "suspend", "Refuses every call of the tenant's clients from now on");
  add_one(group, with, "resume", "Ends a suspension");
}

}  // namespace atrium::cli
