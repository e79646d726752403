#include "actors/telling.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;

namespace {

std::optional<records::audit_entry> audited_of(const records::change& happened,
                                               std::string_view source = {}) {
  storage::change_set set{};
  tell(set, {1}, happened, source);
  REQUIRE(set.journal.size() == 1);
  REQUIRE(set.audit.size() <= 1);
  if (set.audit.empty()) return {};
  return fields::decode_tagged<records::audit_entry>(set.audit.front().value);
}

bool is_audited(std::string_view kind, std::vector<std::string> names = {}) {
  return audited_of({.kind = std::string(kind), .fields_changed = std::move(names)}).has_value();
}

}  // namespace

TEST_CASE("what security.md 23 names is audited by itself") {
  for (const std::string_view kind : {"staff.logged_in",
                                      "staff.login_failed",
                                      "staff.password_changed",
                                      "staff.password_reset",
                                      "staff.created",
                                      "staff.updated",
                                      "staff.disabled",
                                      "staff.enabled",
                                      "staff.unlocked",
                                      "staff.invited",
                                      "staff.invitation_accepted",
                                      "staff.totp_confirmed",
                                      "staff.totp_removed",
                                      "group.created",
                                      "group.updated",
                                      "group.removed",
                                      "client.created",
                                      "client.revoked",
                                      "client.rotated",
                                      "customer.email_changed",
                                      "customer.email_change_requested",
                                      "customer.username_changed",
                                      "customer.password_changed",
                                      "customer.registered_again",
                                      "customer.verified",
                                      "customer.status_changed",
                                      "customer.unlocked",
                                      "customer.erased",
                                      "customer.removed",
                                      "customer.merged",
                                      "customer.merged_away",
                                      "customer.claimed",
                                      "assisted.started",
                                      "assisted.ended",
                                      "tenant.created",
                                      "tenant.updated",
                                      "tenant.suspended",
                                      "tenant.resumed",
                                      "tenant.removing",
                                      "site.created",
                                      "site.updated",
                                      "site.removed",
                                      "site.moved",
                                      "realm.created",
                                      "mixins.defined",
                                      "template.set",
                                      "template.removed"}) {
    INFO(kind);
    CHECK(is_audited(kind));
  }
}

TEST_CASE(
    "everyday changes are not audited, but where they touch a login or who may see somebody") {
  for (const std::string_view kind :
       {"customer.registered", "customer.created", "customer.guest_recorded", "customer.imported",
        "customer.defaults_changed", "address.added", "address.updated", "note.added"}) {
    INFO(kind);
    CHECK_FALSE(is_audited(kind));
  }
  CHECK_FALSE(is_audited("customer.updated", {"first_name", "phone"}));
  for (const char* right : {"password", "restriction"})
    CHECK(is_audited("customer.updated", {"first_name", right}));
}

TEST_CASE("an audited change keeps nothing of a customer that a caller chose") {
  const auto entry = audited_of({.time = 5,
                                 .kind = "customer.email_changed",
                                 .account = 41,
                                 .object = "anna",
                                 .fields_changed = {"email"},
                                 .principal = "staff:u1",
                                 .site = "north",
                                 .reason = "Anna asked",
                                 .home_site = "north",
                                 .chosen_id = true},
                                "203.0.113.0/24");
  REQUIRE(entry);
  CHECK(entry->time == 5);
  CHECK(entry->action == "customer.email_changed");
  CHECK(entry->account == 41);
  CHECK(entry->fields_changed == std::vector<std::string>{"email"});
  CHECK(entry->principal == "staff:u1");
  CHECK(entry->site == "north");
  CHECK(entry->home_site == "north");
  CHECK(entry->chosen_id == true);
  CHECK(entry->source == "203.0.113.0/24");
  CHECK_FALSE(entry->object);
  CHECK_FALSE(entry->reason);
}

TEST_CASE("of what is about nobody's customer account, object and reason stay") {
  const auto entry = audited_of(
      {.kind = "client.revoked", .object = "till", .principal = "operator", .reason = "lost"});
  REQUIRE(entry);
  CHECK(entry->object == "till");
  CHECK(entry->reason == "lost");
  CHECK_FALSE(entry->source);
}
