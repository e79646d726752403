// groups.create list update remove; staff.create list update disable enable: the people of a
// tenant's back office and their rights. Nobody gives a right that he does not have himself.
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/staff.hpp"

namespace atrium::methods {

struct groups_create {
  static constexpr definition about{
      "groups.create", "Makes a group, whose members have its rights.", audience::administrators,
      any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::id_taken, errc::not_found, errc::forbidden,
                                     errc::limit_reached};
  using result = records::staff_group;
  std::string group;
  fields::partial<records::staff_group> settings;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using g = groups_create;
    return list{
        parameter{"group", &g::group, "Short name; never changes.", records::rules::short_name},
        embedded{&g::settings}};
  }
};

struct groups_list {
  static constexpr definition about{"groups.list", "The groups, in the order of their making.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::staff_group>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() { return page_parameters<groups_list>(); }
};

struct groups_update {
  static constexpr definition about{
      "groups.update", "Changes a group: for its members from their very next call on.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::forbidden};
  using result = records::staff_group;
  std::string group;
  fields::partial<records::staff_group> set;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using g = groups_update;
    return list{parameter{"group", &g::group, "Its short name.", records::rules::short_name},
                parameter{"set", &g::set, "Fields to change."}};
  }
};

struct groups_remove {
  static constexpr definition about{"groups.remove", "Removes a group that has no members.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::forbidden};
  using result = no_result;
  std::string group;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "group", &groups_remove::group, "Its short name.", records::rules::short_name}};
  }
};

struct staff_create {
  static constexpr definition about{"staff.create",
                                    "Makes a login for a member of staff, who changes the password "
                                    "first, or is invited to choose "
                                    "one.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::tenant};
  static constexpr std::array errors{errc::username_taken, errc::not_found,     errc::forbidden,
                                     errc::weak_password,  errc::missing_field, errc::limit_reached,
                                     errc::overloaded};
  struct result {
    atrium::fields::dynamic_map staff;
    std::optional<std::string> password;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"staff", &result::staff, "The member of staff."},
                  parameter{"password", &result::password,
                            "Shown once, where none was given and he is not invited."}};
    }
  };
  std::string username;
  std::optional<secret> password;
  std::optional<bool> invite;
  fields::partial<records::staff> settings;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = staff_create;
    return list{
        parameter{"username", &s::username, "What he logs in as; never changes.", username_text},
        parameter{"password", &s::password,
                  "Until he changes it; without one it is made up, unless he is invited.",
                  password_text},
        parameter{
            "invite", &s::invite,
            "true: his e-mail gets a link to choose a password, good for 72 hours; the tenant "
            "needs a back_office_url."},
        embedded{&s::settings}};
  }
};

// That somebody has not accepted yet.
struct open_invitation {
  std::int64_t expires_at = 0;
  std::optional<records::mail_state> mail;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using i = open_invitation;
    return list{
        parameter{"expires_at", &i::expires_at, "Until when its link is good."},
        parameter{"mail", &i::mail,
                  "What has become of its mail, as long as that is told of: of one that was given "
                  "up nobody has the link; see staff.mails."}};
  }
};

struct staff_list {
  static constexpr definition about{"staff.list", "The staff, in the order of their making.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::read};
  static constexpr std::array<errc, 0> errors{};
  struct member {
    records::staff staff;
    std::optional<open_invitation> invitation;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{embedded{&member::staff},
                  parameter{"invitation", &member::invitation,
                            "Of one who was invited to choose his password, and has not yet."}};
    }
  };
  struct result {
    std::vector<member> items;
    std::optional<std::string> next_cursor;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"items", &result::items, "Disabled ones too."},
                  parameter{"next_cursor", &result::next_cursor, "`cursor` of the next page."}};
    }
  };
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() { return page_parameters<staff_list>(); }
};

struct staff_update {
  static constexpr definition about{"staff.update",
                                    "Changes a member of staff; his rights from his very next call "
                                    "on. Only who has all his rights "
                                    "changes his e-mail, where he is invited.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::forbidden};
  using result = records::staff;
  std::string staff;
  fields::partial<records::staff> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = staff_update;
    return list{parameter{"staff", &s::staff, "His username.", username_text},
                parameter{"set", &s::set, "Fields to change."},
                parameter{"unset", &s::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

struct staff_disable {
  static constexpr definition about{
      "staff.disable", "Ends all that he may do: his very next call is refused.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::staff;
  std::string staff;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"staff", &staff_disable::staff, "His username.", username_text}};
  }
};

struct staff_enable {
  static constexpr definition about{"staff.enable", "Lets one who was disabled log in again.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::forbidden};
  using result = records::staff;
  std::string staff;
  static constexpr auto fields() {
    return atrium::fields::list{
        atrium::fields::parameter{"staff", &staff_enable::staff, "His username.", username_text}};
  }
};

}  // namespace atrium::methods
