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

void add_key_out(command to, std::string& file) {
  to.add_option("--key-out", file, "New file for the key, instead of printing it")
      .type_name("FILE");
}

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
  add_key_out(added, given->key_out);
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

void add_rotate(command to, context& with) {
  command added = to.add_command("rotate", "Gives a client a new key; the old one is void");
  const auto id = std::make_shared<std::string>();
  const auto key_out = std::make_shared<std::string>();
  added.add_option("CLIENT", *id, "Its id, the middle part of the key").required();
  add_key_out(added, *key_out);
  added.footer("Example:\n  atrium clients rotate k3v9 --key-out shop-2.key\n");
  added.callback([&with, id, key_out] {
    with.chosen = [&with, id, key_out] {
      check_key_file(*key_out);
      const std::string named = parameters{}.text("client", *id).map();
      print_with_key(with, ask_once(with, "clients.rotate", named), *key_out);
    };
  });
}

}  // namespace

void add_clients(command to, context& with) {
  command group =
      to.add_command("clients", "Lists, makes, renews and revokes API keys of a tenant");
  group.needs_a_command();
  group.footer("Example:\n  atrium clients list --tenant acme\n");
  command list = group.add_command("list", "All API keys, revoked ones too; never the secrets");
  list.footer("Example:\n  atrium clients list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "clients.list", false, columns); }; });
  add_naming(
      group, with,
      {"revoke", "Kills an API key", "client", "Its id, the middle part of the key", "k3v9"});
  add_create(group, with);
  add_rotate(group, with);
}

}  // namespace atrium::cli
