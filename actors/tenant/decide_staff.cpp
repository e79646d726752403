// groups.create update remove, staff.create update disable enable. What a member of staff proves
// himself with, and his sessions, are decided by his account
// (actors/account/identity/decide_staff.cpp).
#include <algorithm>
#include <iterator>

#include "actors/account/identity/invitations.hpp"
#include "actors/account/identity/password_rules.hpp"
#include "actors/answer.hpp"
#include "actors/tenant/decide_change.hpp"
#include "actors/tenant/rights.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/identity/username.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/staff_groups.hpp"

namespace atrium::actors {
namespace {

using records::staff;
using records::staff_group;
using storage::record_kind;
using storage::unique_space;

// What may be wrong with the values of a group.
void check(const staff_group& group, const tenant_view& now, const fields::path& at,
           fields::problems& found) {
  for (std::size_t i = 0; i < group.sites.size(); ++i)
    if (const records::site* site = now.find_site(group.sites[i]);
        !site || !site->takes_customers())
      found.add(at / "sites" / static_cast<std::int64_t>(i), errc::not_found,
                "there is no such site");
  if (group.restrictions.size() > restrictions_of_group_max)
    found.add(at / "restrictions", errc::invalid_field,
              "at most " + std::to_string(restrictions_of_group_max));
}

void check(const staff& member, const tenant_view& now, const fields::path& at,
           fields::problems& found) {
  for (std::size_t i = 0; i < member.groups.size(); ++i)
    if (!now.find_group(member.groups[i]))
      found.add(at / "groups" / static_cast<std::int64_t>(i), errc::not_found,
                "there is no such group");
  if (member.groups.size() > groups_of_staff_max)
    found.add(at / "groups", errc::invalid_field, "at most " + std::to_string(groups_of_staff_max));
}

// Whether the caller may put the member into the groups that `before` did not have.
bool may_join(const staff& after, const staff& before, const tenant_view& now,
              const tenant_context& in) {
  return std::ranges::all_of(after.groups, [&](const std::string& name) {
    return std::ranges::count(before.groups, name) > 0 ||
           has_rights(now, in.caller, *now.find_group(name));
  });
}

outcome<std::uint64_t> group_named(const std::string& name, const tenant_view& now) {
  const auto named = now.groups_by_name.find(name);
  if (named == now.groups_by_name.end())
    return refusal(errc::not_found, "there is no such group", "group");
  return named->second;
}

outcome<std::uint64_t> member_named(const std::string& username, const tenant_view& now) {
  const auto canonical = identity::login_key(username);
  const auto named = now.staff_by_username.find(canonical ? *canonical : username);
  if (named == now.staff_by_username.end())
    return refusal(errc::not_found, "there is no such member of staff", "staff");
  return named->second;
}

// The changed member of staff, as the answer of the call.
decided_tenant change_member(std::uint64_t number, staff member, std::string event,
                             std::vector<std::string> names, const tenant_view& now,
                             const tenant_context& in) {
  tenant_change change(now, in);
  if (names.empty())
    return std::move(change).with(unfinished_answer<staff>(fields::encode_tagged(member)));
  ++member.version;
  const std::string stored = change.store(record_kind::staff, number, member);
  change.tell(std::move(event), member.id, member.version, std::move(names));
  change.after->add(number, std::move(member));
  return std::move(change).with(unfinished_answer<staff>(stored));
}

// The mail and the link of one who is being made, decided as his account would.
outcome<nothing> add_invitation(tenant_change& change, std::uint64_t number, const staff& member,
                                const tenant_context& in) {
  decision made;
  made.after.parts = no_parts();
  const decide_context his{.tenant = *change.after,
                           .caller = in.caller,
                           .options = in.options,
                           .account = storage::account_of_staff(number),
                           .now_ms = in.now_ms,
                           .limits = {},
                           .password_hash = {},
                           .world = &in.world,
                           .mails = in.mails};
  if (auto invited = invite(made, member, his); !invited) return invited;
  storage::change_set& into = change.changes;
  std::ranges::move(made.changes.expectations, std::back_inserter(into.expectations));
  std::ranges::move(made.changes.puts, std::back_inserter(into.puts));
  return nothing{};
}

std::string answer_of(std::string_view stored, std::string_view password) {
  wire::buffer bytes;
  fields::open_map map(bytes);
  wire::packer pack(bytes);
  wire::pack_key<"staff">(pack);
  fields::show<staff>(bytes, stored);
  if (!password.empty()) {
    wire::pack_key<"password">(pack);
    wire::pack_text(pack, password);
  }
  map.add(password.empty() ? 2 : 3);  // and seq
  map.close();
  return bytes.take();
}

}  // namespace

decided_tenant decide(const methods::groups_create& call, const tenant_view& now,
                      const tenant_context& in) {
  if (now.find_group(call.group))
    return refusal(errc::id_taken, "the tenant has a group of this name", "group");
  staff_group group{.version = 1, .name = call.group};
  auto names = edit(group, call.settings, {});
  if (!names) return std::move(names).failure();
  fields::problems found;
  check(group, now, {}, found);
  if (!found.none()) return found.take();
  if (!has_rights(now, in.caller, group)) return gives_too_much("scopes");
  if (now.groups.size() >= groups_max) return refusal(errc::limit_reached);
  if (group.title.empty()) group.title = call.group;
  group.created_at = in.now_ms;
  tenant_change change(now, in);
  const std::uint64_t number = now.last_group + 1;
  const std::string stored = change.store(record_kind::staff_group, number, group);
  change.take_name(storage::unique_key(now.number, unique_space::staff_group_name, group.name),
                   number);
  change.tell("group.created", group.name, 1, {});
  change.after->add(number, std::move(group));
  return std::move(change).with(unfinished_answer<staff_group>(stored));
}

decided_tenant decide(const methods::groups_update& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto number = group_named(call.group, now);
  if (!number) return number.failure();
  staff_group group = now.groups.at(*number);
  if (auto conflict = wrong_version(group, in)) return std::move(conflict).value();
  const staff_group before = group;
  auto names = edit(group, call.set, {});
  if (!names) return std::move(names).failure();
  fields::problems found;
  const fields::path root;
  check(group, now, root / "set", found);
  if (!found.none()) return found.take();
  const bool other_rights = group.scopes != before.scopes || group.sites != before.sites ||
                            group.restrictions != before.restrictions;
  if (other_rights && !has_rights(now, in.caller, group)) return gives_too_much("set");
  tenant_change change(now, in);
  if (names->empty())
    return std::move(change).with(unfinished_answer<staff_group>(fields::encode_tagged(group)));
  ++group.version;
  const std::string stored = change.store(record_kind::staff_group, *number, group);
  change.tell("group.updated", group.name, group.version, std::move(names).value());
  change.after->add(*number, std::move(group));
  change.changes.may_use_reserve = true;
  return std::move(change).with(unfinished_answer<staff_group>(stored));
}

decided_tenant decide(const methods::groups_remove& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto number = group_named(call.group, now);
  if (!number) return number.failure();
  const staff_group& group = now.groups.at(*number);
  if (auto conflict = wrong_version(group, in)) return std::move(conflict).value();
  for (const auto& [_, member] : now.staff)
    if (std::ranges::count(member.groups, group.name) > 0) {
      error refused = refusal(errc::forbidden, "the group has members", "group");
      refused.data.emplace_back("staff", member.id);
      return refused;
    }
  tenant_change change(now, in);
  change.remove(record_kind::staff_group, *number, group.version);
  change.free_name(storage::unique_key(now.number, unique_space::staff_group_name, group.name));
  change.changes.may_use_reserve = true;
  change.tell("group.removed", group.name, group.version + 1, {});
  change.after->groups_by_name.erase(group.name);
  change.after->groups.erase(*number);
  return std::move(change).with(unfinished_result(methods::no_result{}));
}

decided_tenant decide(const methods::staff_create& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto username = identity::login_key(call.username);
  if (!username) return refusal(username.failure().code, username.failure().message, "username");
  staff member{.version = 1, .username = *username};
  auto names = edit(member, call.settings, {});
  if (!names) return std::move(names).failure();
  fields::problems found;
  const fields::path root;
  check(member, now, root, found);
  if (member.name.empty()) found.add(root / "name", errc::missing_field, "is required");
  const bool invites = call.invite.value_or(false);
  if (invites && !member.email)
    found.add(root / "email", errc::missing_field, "an invitation goes there");
  if (!found.none()) return found.take();
  if (now.find_staff(*username))
    return refusal(errc::username_taken, "a member of staff has it", "username");
  if (!may_join(member, {}, now, in)) return gives_too_much("groups");
  if (now.staff.size() >= staff_max) return refusal(errc::limit_reached);
  if (call.password)
    if (auto good = check_new_password(*call.password, now, nullptr, *username); !good)
      return refusal(good.failure().code, good.failure().message, "password");
  if (invites)
    if (auto refused = refuse_invitation(member, now)) return *std::move(refused);
  if (in.password_hash.empty() && (call.password || !invites)) {
    tenant_decision unfinished;
    unfinished.to_hash = call.password ? &*call.password : nullptr;
    return unfinished;
  }
  const std::uint64_t number = next_number(now.staff);
  member.id = identity::generated_id(number, identity::generated::staff);
  member.created_at = in.now_ms;
  tenant_change change(now, in);
  const std::string stored = change.store(record_kind::staff, number, member);
  change.take_name(storage::unique_key(now.number, unique_space::staff_username, member.username),
                   number);
  const storage::key credentials = storage::staff_key(now.number, storage::account_of_staff(number),
                                                      storage::customer_item::password);
  change.changes.puts.push_back(
      {storage::table::records, std::string(credentials.view()),
       fields::encode_tagged(records::staff_credentials{
           .hash = std::string(in.password_hash), .set_at = in.now_ms, .must_change = true})});
  change.tell("staff.created", member.id, 1, {});
  if (invites) {
    if (auto added = add_invitation(change, number, member, in); !added) return added.failure();
    change.tell("staff.invited", member.id, 1, {});
  }
  change.after->add(number, std::move(member));
  return std::move(change).with(answer_of(stored, in.made_up));
}

decided_tenant decide(const methods::staff_update& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto number = member_named(call.staff, now);
  if (!number) return number.failure();
  staff member = now.staff.at(*number);
  if (auto conflict = wrong_version(member, in)) return std::move(conflict).value();
  const staff before = member;
  auto names = edit(member, call.set, call.unset);
  if (!names) return std::move(names).failure();
  fields::problems found;
  const fields::path root;
  check(member, now, root / "set", found);
  if (!found.none()) return found.take();
  if (!may_join(member, before, now, in)) return gives_too_much("set.groups");
  // Where his invitations go: whoever chooses that may choose his password.
  if (member.email != before.email && !has_rights(now, in.caller, before))
    return gives_too_much("set.email");
  return change_member(*number, std::move(member), "staff.updated", std::move(names).value(), now,
                       in);
}

decided_tenant decide(const methods::staff_disable& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto number = member_named(call.staff, now);
  if (!number) return number.failure();
  staff member = now.staff.at(*number);
  if (auto conflict = wrong_version(member, in)) return std::move(conflict).value();
  std::vector<std::string> names;
  if (!member.disabled) {
    member.disabled = true;
    member.disabled_at = in.now_ms;
    ++member.shut_out;
    names = {"disabled"};
  }
  auto decided =
      change_member(*number, std::move(member), "staff.disabled", std::move(names), now, in);
  decided->changes.may_use_reserve = true;
  return decided;
}

decided_tenant decide(const methods::staff_enable& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto number = member_named(call.staff, now);
  if (!number) return number.failure();
  staff member = now.staff.at(*number);
  if (auto conflict = wrong_version(member, in)) return std::move(conflict).value();
  if (!has_rights(now, in.caller, member)) return gives_too_much("staff");
  std::vector<std::string> names;
  if (member.disabled) {
    member.disabled = false;
    member.disabled_at.reset();
    names = {"disabled"};
  }
  return change_member(*number, std::move(member), "staff.enabled", std::move(names), now, in);
}

}  // namespace atrium::actors
