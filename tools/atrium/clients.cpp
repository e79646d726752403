// `atrium clients …`: the API keys of a tenant.
#include <array>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/atrium/new_key.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::array<std::string_view, 7> columns{"client",    "name",    "scopes",    "sites",
                                                  "addresses", "revoked", "created_at"};

struct new_client {
  std::string name, key_out;
  std::vector<std::string> scopes, sites, addresses;
};

void add_create(command to, context& with) {
  command added = to.add_command("create", "Makes an API key");
  const auto given = std::make_shared<new_client>();
  added.add_option("NAME", given->name, "What it is for, for people").required();
  // One value each time, or the name of the next positional would be taken for a further one.
  added.add_option("--scope", given->scopes, "What it may do; may be given several times")
      .type_name("SCOPE")
      .one_value_each()
      .required();
  added.add_option("--site", given->sites, "A site it may act for; none: all sites")
      .type_name("SITE")
      .one_value_each();
  added.add_option("--from", given->addresses, "A network it may come from; none: any")
      .type_name("CIDR")
      .one_value_each();
  added.add_option("--key-out", given->key_out, "New file for the key, instead of printing it")
      .type_name("FILE");
  added.footer(
      "Scopes: storefront customers:read customers:write orders:write credit:write marketing feed\n"
      "import admin\n"
      "\n"
      "Example:\n"
      "  atrium clients create 'web shop' --scope storefront --scope customers:read --site shop-de "
      "--key-out shop.key\n");
  added.callback([&with, given] {
    with.chosen = [&with, given] {
      check_key_file(given->key_out);
      parameters named;
      named.text("name", given->name).texts("scopes", given->scopes);
      if (!given->sites.empty()) named.texts("sites", given->sites);
      if (!given->addresses.empty()) named.texts("addresses", given->addresses);
      print_with_key(with, ask_once(with, "clients.create", named.map()), given->key_out);
    };
  });
}

}  // namespace

void add_clients(command to, context& with) {
  command group = to.add_command("clients", "Lists, makes and revokes API keys of a tenant");
  group.needs_a_command();
  group.footer("Example:\n  atrium clients list --tenant acme\n");
  command list = group.add_command("list", "All API keys, revoked ones too; never the secrets");
  list.footer("Example:\n  atrium clients list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "clients.list", false, columns); }; });
  command revoke = group.add_command("revoke", "Kills an API key");
  const auto id = std::make_shared<std::string>();
  revoke.add_option("CLIENT", *id, "Its id, the middle part of the key").required();
  revoke.footer("Example:\n  atrium clients revoke k3v9\n");
  revoke.callback([&with, id] {
    with.chosen = [&with, id] {
      print_answer(with, "clients.revoke", parameters{}.text("client", *id).map());
    };
  });
  add_create(group, with);
}

}  // namespace atrium::cli
