// `atrium sites …`: the storefronts of a tenant.
#include <array>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::array<std::string_view, 7> columns{
    "site", "name", "realm", "storefront_url", "locale", "currency", "created_at"};

struct new_site {
  std::string site, realm, name, url, locale, currency;
};

void add_create(command to, context& with) {
  command added = to.add_command("create", "Adds a site");
  const auto given = std::make_shared<new_site>();
  added.add_option("SITE", given->site, "Short name; never changes").required();
  added.add_option("--realm", given->realm, "Whose logins it shares; else the default realm")
      .type_name("REALM");
  added.add_option("--name", given->name, "Name of the storefront").type_name("TEXT");
  added.add_option("--url", given->url, "https base URL of the storefront").type_name("URL");
  added.add_option("--locale", given->locale, "Default locale, as de-DE").type_name("TAG");
  added.add_option("--currency", given->currency, "Default currency, as EUR").type_name("CODE");
  added.footer(
      "A realm is made by: atrium realms create NAME\n"
      "\n"
      "Example:\n"
      "  atrium sites create shop-de --name 'Acme Deutschland' --locale de-DE --tenant acme\n");
  added.callback([&with, given] {
    with.chosen = [&with, given] {
      parameters named;
      named.text("site", given->site).text_if("realm", given->realm).text_if("name", given->name);
      named.text_if("storefront_url", given->url).text_if("locale", given->locale);
      named.text_if("currency", given->currency);
      print_answer(with, "sites.create", named.map());
    };
  });
}

}  // namespace

void add_sites(command to, context& with) {
  command group = to.add_command("sites", "Lists, makes and removes sites of a tenant");
  group.needs_a_command();
  group.footer("Example:\n  atrium sites list --key-file acme.key\n");
  command list = group.add_command("list", "All sites");
  list.footer("Example:\n  atrium sites list --tenant acme\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "sites.list", true, columns); }; });
  for (const auto& [verb, text] :
       {std::pair{"get", "One site"}, std::pair{"remove", "Removes a site that no customer has"}})
    add_naming(group, with, {verb, text, "site", "Its short name", "shop-de"});
  add_create(group, with);
}

}  // namespace atrium::cli
