// `atrium groups …` and `atrium staff …`: the people of a tenant's back office and their rights.
#include <array>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/listing.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::array<std::string_view, 6> group_columns{"group", "name",         "scopes",
                                                        "sites", "restrictions", "created_at"};
constexpr std::array<std::string_view, 7> staff_columns{"id",     "username", "name",      "email",
                                                        "groups", "disabled", "created_at"};

struct new_group {
  std::string group, name;
  std::vector<std::string> scopes, sites, restrictions;
};

void add_group_create(command to, context& with) {
  command added = to.add_command("create", "Makes a group");
  const auto given = std::make_shared<new_group>();
  added.add_option("GROUP", given->group, "Short name; never changes").required();
  added.add_option("--name", given->name, "Its name, for people").type_name("TEXT");
  // One value each time, or the name of the next positional would be taken for a further one.
  added.add_option("--scope", given->scopes, "What its members may do; may be given several times")
      .type_name("SCOPE")
      .one_value_each();
  added.add_option("--site", given->sites, "A site that they may do it at; none: all sites")
      .type_name("SITE")
      .one_value_each();
  added
      .add_option("--restriction", given->restrictions,
                  "They see only customers of it; none: all customers")
      .type_name("TEXT")
      .one_value_each();
  added.footer(
      "Example:\n"
      "  atrium groups create care --scope customers:read --scope customers:write --site "
      "shop-de\n"
      "The scope support lets them shop in a customer's place (assisted.start):\n"
      "  atrium groups create help --scope support --scope customers:read\n");
  added.callback([&with, given] {
    with.chosen = [&with, given] {
      parameters named;
      named.text("group", given->group).text_if("name", given->name);
      if (!given->scopes.empty()) named.texts("scopes", given->scopes);
      if (!given->sites.empty()) named.texts("sites", given->sites);
      if (!given->restrictions.empty()) named.texts("restrictions", given->restrictions);
      print_answer(with, "groups.create", named.map());
    };
  });
}

struct new_member {
  std::string username, name, email, locale;
  std::vector<std::string> groups;
  bool invite = false;
};

void add_staff_create(command to, context& with) {
  command added = to.add_command("create", "Makes a login for a member of staff");
  const auto given = std::make_shared<new_member>();
  added.add_option("USERNAME", given->username, "What he logs in as; never changes").required();
  added.add_option("NAME", given->name, "His name").required();
  added.add_option("--group", given->groups, "A group that gives him rights; several times")
      .type_name("GROUP")
      .one_value_each();
  added.add_option("--email", given->email, "His e-mail").type_name("EMAIL");
  added.add_option("--locale", given->locale, "His language, as de-DE").type_name("TAG");
  added.add_flag("--invite", given->invite, "Mail him a link to choose his password");
  added.footer(
      "The password is made up and printed once, and he changes it at his first login; or he is\n"
      "invited to choose it himself.\n"
      "\n"
      "Example:\n"
      "  atrium staff create kim 'Kim Example' --group care --tenant acme\n"
      "  atrium staff create lee 'Lee' --email lee@example.com --invite --tenant acme\n");
  added.callback([&with, given] {
    with.chosen = [&with, given] {
      parameters named;
      named.text("username", given->username).text("name", given->name);
      named.text_if("email", given->email).text_if("locale", given->locale);
      if (!given->groups.empty()) named.texts("groups", given->groups);
      if (given->invite) named.flag("invite");
      print_map(with, ask_once(with, "staff.create", named.map()));
    };
  });
}

}  // namespace

void add_groups(command to, context& with) {
  command group = to.add_command("groups", "Lists, makes and removes groups of staff");
  group.needs_a_command();
  group.footer("Example:\n  atrium groups list --tenant acme\n");
  command list = group.add_command("list", "All groups, with the rights that they give");
  list.footer("Example:\n  atrium groups list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "groups.list", true, group_columns); }; });
  add_naming(group, with,
             {"remove", "Removes a group without members", "group", "Its short name", "care"});
  add_group_create(group, with);
}

void add_staff(command to, context& with) {
  command group = to.add_command("staff", "Lists, makes, disables and unlocks staff of a tenant");
  group.needs_a_command();
  group.footer("Example:\n  atrium staff list --tenant acme\n");
  command list = group.add_command("list", "All staff, disabled ones too");
  list.footer("Example:\n  atrium staff list --json\n");
  list.callback(
      [&with] { with.chosen = [&with] { print_all(with, "staff.list", true, staff_columns); }; });
  for (const auto& [verb, text] : {std::pair{"disable", "Ends all that he may do, at once"},
                                   std::pair{"enable", "Lets him log in again"},
                                   std::pair{"unlock", "Forgets his failed logins"},
                                   std::pair{"invite", "Mails him a link to choose a password"},
                                   std::pair{"mails", "What has become of the mails to him"}})
    add_naming(group, with, {verb, text, "staff", "His username", "kim"});
  add_staff_create(group, with);
}

}  // namespace atrium::cli
