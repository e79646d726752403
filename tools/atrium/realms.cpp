// `atrium realms …`: the sets of sites that share logins.
#include <array>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/atrium/output.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::array<std::string_view, 3> columns{"realm", "name", "created_at"};
constexpr std::array<std::string_view, 4> conflict_columns{"path", "value", "customer", "other"};

void add_create(command to, context& with) {
  command added = to.add_command("create", "Adds a realm");
  const auto realm = std::make_shared<std::string>();
  const auto name = std::make_shared<std::string>();
  added.add_option("REALM", *realm, "Short name; never changes").required();
  added.add_option("--name", *name, "Its name, for people").type_name("TEXT");
  added.footer("Example:\n  atrium realms create outlet --name Outlets --tenant acme\n");
  added.callback([&with, realm, name] {
    with.chosen = [&with, realm, name] {
      parameters named;
      named.text("realm", *realm).text_if("name", *name);
      print_answer(with, "realms.create", named.map());
    };
  });
}

struct site_move {
  std::string site, realm;
  bool dry_run = false;
};

void move_site(const context& with, const site_move& given) {
  parameters named;
  named.text("site", given.site).text("realm", given.realm);
  if (given.dry_run) named.flag("dry_run");
  const std::string answer = ask_once(with, "realms.move_site", named.map());
  if (with.json) return print_json(with.out, answer);
  parameters counts;
  std::vector<std::string> conflicts;
  for_each_pair(answer, [&](std::string_view name, std::string_view value) {
    if (name != "conflicts") return void(counts.encoded(name, value));
    for_each_element(value, [&](std::string_view one) { conflicts.emplace_back(one); });
  });
  print_object(with.out, counts.map());
  if (!conflicts.empty()) print_table(with.out, conflicts, conflict_columns);
}

void add_move_site(command to, context& with) {
  command added = to.add_command("move-site", "Moves a site, with the customers whose home it is");
  const auto given = std::make_shared<site_move>();
  added.add_option("SITE", given->site, "The site").required();
  added.add_option("REALM", given->realm, "Where it moves to").required();
  added.add_flag("--dry-run", given->dry_run, "Only list the logins that would collide");
  added.footer(
      "Example:\n"
      "  atrium realms move-site shop-at outlet --dry-run\n"
      "  atrium realms move-site shop-at outlet\n");
  added.callback([&with, given] { with.chosen = [&with, given] { move_site(with, *given); }; });
}

}  // namespace

void add_realms(command to, context& with) {
  command group = to.add_command("realms", "Lists and makes realms, and moves sites to them");
  group.needs_a_command();
  group.footer("Example:\n  atrium realms list --tenant acme\n");
  command list = group.add_command("list", "All realms");
  list.footer("Example:\n  atrium realms list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "realms.list", true, columns); }; });
  add_create(group, with);
  add_move_site(group, with);
}

}  // namespace atrium::cli
