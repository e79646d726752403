// What must be true of staff, broken on purpose in a store that is otherwise whole.
#include "protocol/records/index_entries.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/mail.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/part_counts.hpp"
#include "protocol/records/shopper_session.hpp"
#include "protocol/records/staff.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/verify.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

constexpr tenant_number self{1};
const account_number kim = account_of_staff(1);

records::staff the_member() {
  return {.id = "u1", .username = "kim", .name = "Kim", .groups = {"care"}};
}

void put_token(change_set& into, const std::string& hash, std::int64_t session = 1) {
  into.puts.push_back(
      {table::unique, std::string(token_key(self, hash).view()),
       fields::encode_tagged(records::token_entry{.account = static_cast<std::int64_t>(kim.value),
                                                  .session = session,
                                                  .purpose = records::token_purpose::staff})});
}

constexpr auto invitation = records::link_purpose::staff_invitation;

key invitation_key() {
  return login_part_key(self, kim, customer_item::links)
      .u64(static_cast<std::uint64_t>(invitation));
}

key mail_key() { return login_part_key(self, kim, customer_item::mails).u64(1); }

void put_invitation(change_set& into, const records::one_time_link& link) {
  put_row(into, invitation_key(), link);
}

void put_link_entry(change_set& into, const std::string& hash) {
  into.puts.push_back(
      {table::unique, std::string(link_key(self, hash).view()),
       fields::encode_tagged(records::link_entry{.account = static_cast<std::int64_t>(kim.value),
                                                 .purpose = invitation,
                                                 .expires_at = 9})});
}

records::one_time_link the_invitation() {
  return {.purpose = invitation, .expires_at = 9, .token_hash = "link", .shut_out = 0};
}

records::staff_credentials invited_credentials() { return {.hash = "h", .must_change = true}; }

// A tenant with one group and its one member, who has a session, and an invitation by mail.
change_set whole_set() {
  change_set set{};
  put_row(set, record_key(node_tenant, record_kind::tenant, 1), records::tenant{.name = "one"});
  put_name(set, unique_key(node_tenant, unique_space::tenant_name, "one"), 1);
  set.used_numbers.push_back({node_tenant, record_kind::tenant, 1});
  put_row(set, record_key(self, record_kind::staff_group, 1), records::staff_group{.name = "care"});
  put_name(set, unique_key(self, unique_space::staff_group_name, "care"), 1);
  set.used_numbers.push_back({self, record_kind::staff_group, 1});
  put_row(set, staff_key(self, kim), the_member());
  put_name(set, unique_key(self, unique_space::staff_username, "kim"), 1);
  set.used_numbers.push_back({self, record_kind::staff, 1});
  put_row(set, staff_key(self, kim, customer_item::password), invited_credentials());
  put_row(set, staff_key(self, kim, customer_item::guard),
          records::login_guard{.version = 1, .last_session = 1});
  put_row(set, session_key(self, kim, 1),
          records::shopper_session{.id = "s1", .access_hash = "hash", .shut_out = 0});
  put_token(set, "hash");
  put_invitation(set, the_invitation());
  put_link_entry(set, "link");
  put_row(set, staff_key(self, kim, customer_item::counts), records::part_counts{.last_mail = 1});
  const records::mail mail{.id = "m1", .due = 5};
  put_row(set, mail_key(), mail);
  set.puts.push_back({table::outbox, std::string(outbox_key(self, 0, 5, mail_key()).view()),
                      fields::dynamic_map{}.bytes});
  return set;
}

std::string broken_by(const change_set& damage) { return test::broken_by(damage, whole_set()); }

template <class Change>
std::string broken_by_member(Change&& change) {
  records::staff member = the_member();
  change(member);
  change_set set{};
  put_row(set, staff_key(self, kim), member);
  return broken_by(set);
}

change_set without(table where, const key& gone) {
  change_set set{};
  set.erasures.push_back({where, std::string(gone.view())});
  return set;
}

}  // namespace

TEST_CASE("staff, their groups and sessions that agree verify") { CHECK(broken_by({}).empty()); }

TEST_CASE("names of groups and staff match both ways") {
  CHECK(broken_by(without(table::unique, unique_key(self, unique_space::staff_username, "kim"))) ==
        "names");
  CHECK(broken_by_member([](auto& member) { member.username = "other"; }) == "names");
  change_set stray{};
  put_name(stray, unique_key(self, unique_space::staff_username, "max"), 2);
  CHECK(broken_by(stray) == "names");
  put_name(stray = {}, unique_key(self, unique_space::staff_group_name, "care too"), 1);
  CHECK(broken_by(stray) == "names");
}

TEST_CASE("I13: what staff and groups refer to is there") {
  CHECK(broken_by_member([](auto& member) { member.groups = {"nobody"}; }) == "I13");
  change_set group{};
  put_row(group, record_key(self, record_kind::staff_group, 1),
          records::staff_group{.name = "care", .sites = {"nowhere"}});
  CHECK(broken_by(group) == "I13");
  CHECK(broken_by(without(table::records, staff_key(self, kim, customer_item::password))) == "I13");
  change_set part{};
  put_row(part, staff_key(self, account_of_staff(2), customer_item::guard), records::login_guard{});
  part.used_numbers.push_back({self, record_kind::staff, 2});
  CHECK(broken_by(part) == "I13");
}

TEST_CASE("I9: a token of staff is of a session that is there, and each session has its own") {
  CHECK(broken_by(without(table::records, session_key(self, kim, 1))) == "I9");
  CHECK(broken_by(without(table::unique, token_key(self, "hash"))) == "I9");
  change_set other{};
  put_token(other, "another");
  CHECK(broken_by(other) == "I9");
}

TEST_CASE("I10: who is disabled has no session that counts") {
  CHECK(broken_by_member([](auto& member) { member.disabled = true; }) == "I10");
  CHECK(broken_by_member([](auto& member) {
          member.disabled = true;
          member.shut_out = 1;
        }).empty());
  change_set unnumbered{};
  put_row(unnumbered, staff_key(self, kim, customer_item::guard),
          records::login_guard{.version = 1});
  CHECK(broken_by(unnumbered) == "numbers");
}

TEST_CASE("I9: an invitation is in the index, and of one who has no password of his own") {
  CHECK(broken_by(without(table::unique, link_key(self, "link"))) == "I9");
  CHECK(broken_by(without(table::records, invitation_key())) == "I9");
  change_set other{};
  put_link_entry(other, "another");
  CHECK(broken_by(other) == "I9");
  change_set password{};
  put_row(password, staff_key(self, kim, customer_item::password),
          records::staff_credentials{.hash = "h"});
  CHECK(broken_by(password) == "I9");
  put_row(password = {}, staff_key(self, kim, customer_item::password),
          records::staff_credentials{.must_change = true});
  CHECK(broken_by(password).empty());
  change_set later{};
  records::one_time_link link = the_invitation();
  link.shut_out = 1;
  put_invitation(later, link);
  CHECK(broken_by(later) == "I9");
  change_set reset{};
  link = the_invitation();
  link.purpose = records::link_purpose::reset_password;
  put_invitation(reset, link);
  CHECK(broken_by(reset) == "I9");
}

TEST_CASE("I11: a mail to staff has its place in the outbox and a number that was given out") {
  CHECK(broken_by(without(table::outbox, outbox_key(self, 0, 5, mail_key()))) == "I11");
  CHECK(broken_by(without(table::records, mail_key())) == "I11");
  CHECK(broken_by(without(table::records, staff_key(self, kim, customer_item::counts))) ==
        "numbers");
}
