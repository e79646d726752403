#include "actors/account/identity/expired_links.hpp"
#include "actors/account/identity/invitations.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/password_work.hpp"
#include "actors/commands.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using records::link_purpose;

namespace {

constexpr std::int64_t hour = 3'600'000;
const account_number kim = storage::account_of_staff(1);

// A shop that can invite staff.
struct office : shop {
  office() {
    caller = {.what = principal::kind::operators};
    make<methods::groups_create>(R"({"group": "admins", "scopes": ["admin"]})");
    make<methods::settings_update>(R"({"set": {"back_office_url": "https://office.example"}})");
  }
  decided_tenant creates(const std::string& more, std::string_view hash = {}) {
    tenant_context in = context();
    in.mails = &mails;
    in.password_hash = hash;
    return decide(asked<methods::staff_create>(
                      R"({"username": "kim", "name": "Kim", "groups": ["admins"])" + more + "}"),
                  *view, in);
  }
};

// Kim, who was created with an invitation.
struct invited : office {
  invited() {
    apply(creates(R"(, "email": "Kim@Example.com", "invite": true)"));
    const auto mail = mails_in(last.changes).at(0);
    token = std::string(mails.open(mail_record_key(view->number, kim, 1), *mail.sealed)->reveal());
    now.parts = no_parts();
    for (const storage::put& each : last.changes.puts)
      if (each.where == storage::table::records) take(each);
  }
  // As her account reads it.
  void take(const storage::put& row) {
    const std::uint64_t checksum = storage::checksum(row.key, row.value);
    if (row.key == credentials_key(view->number, kim).view())
      now.parts.credentials = {fields::decode_tagged<records::staff_credentials>(row.value).value(),
                               checksum};
    if (row.key == counts_key(view->number, kim).view())
      now.parts.counts = {fields::decode_tagged<records::part_counts>(row.value).value(), checksum};
    if (storage::name_in(row.key).item == static_cast<int>(storage::customer_item::links))
      now.parts.links = std::make_shared<link_book>(link_book{
          {storage::name_in(row.key).part,
           {fields::decode_tagged<records::one_time_link>(row.value).value(), checksum}}});
  }

  decide_context her_context(std::string hash = "hash of the new one") {
    decide_context in = account_context(std::move(hash));
    in.account = kim;
    return in;
  }
  template <class Method>
  outcome<decision> tried(const std::string& json, const decide_context& in) {
    auto made = decide(asked<Method>(json), now, in);
    if (made) now = made->after;
    return made;
  }
  static std::string with(const std::string& token) {
    return R"({"tenant": "shop", "token": ")" + token +
           R"(", "password": "a new one, long enough"})";
  }
  outcome<decision> accepts(const std::string& by) {
    return tried<methods::staff_accept_invitation>(with(by), her_context());
  }
  std::string refused(const std::string& by) {
    return wrong_in(decide(asked<methods::staff_accept_invitation>(with(by)), now, her_context()));
  }
  outcome<decision> invites() {
    return tried<methods::staff_invite>(R"({"staff": "kim"})", her_context({}));
  }
  std::string token_in(const decision& made) {
    const auto& counts = made.after.parts.counts->record;
    const auto at =
        mail_record_key(view->number, kim, static_cast<std::uint64_t>(counts.last_mail));
    return std::string(mails.open(at, *mails_in(made.changes).at(0).sealed)->reveal());
  }
  bool has_link() const {
    return now.parts.links->contains(static_cast<std::uint64_t>(link_purpose::staff_invitation));
  }

  std::string token;
  account_state now;
};

}  // namespace

TEST_CASE("who is created with an invitation is mailed a link and has no password") {
  office in;
  CHECK(wrong_in(in.creates(R"(, "invite": true)")) == "email: missing_field");
  in.make<methods::settings_update>(R"({"unset": ["back_office_url"]})");
  CHECK(wrong_in(in.creates(R"(, "email": "kim@example.com", "invite": true)")) == "missing_field");

  invited made;
  const auto mail = mails_in(made.last.changes).at(0);
  CHECK(mail.purpose == mailing::purpose::staff_invitation);
  CHECK(mail.address == "kim@example.com");
  CHECK(mail.locale == "en");
  CHECK(mail.expires_at == made.world.now + 72 * hour);
  CHECK_FALSE(mail.site);
  CHECK(made.now.parts.credentials->record.hash.empty());
  CHECK(made.now.parts.counts->record.last_mail == 1);
  CHECK(made.has_link());
  CHECK(kinds_of(made.last.changes) == std::vector<std::string>{"staff.created", "staff.invited"});
  CHECK(made.last.answer.find("password") == std::string::npos);
  for (const auto& put : made.last.changes.puts)
    CHECK(put.value.find(made.token) == std::string::npos);
}

TEST_CASE("a password may be given with an invitation, and is hashed first") {
  office in;
  const std::string both =
      R"(, "email": "kim@example.com", "invite": true, "password": "first of the day 42")";
  const auto first = in.creates(both);
  REQUIRE(first);
  CHECK(first->to_hash);
  CHECK(first->changes.puts.empty());
  const auto made = in.creates(both, "hash of it");
  REQUIRE(made);
  CHECK(mails_in(made->changes).size() == 1);
}

TEST_CASE("an invitation is accepted once, with a password of his own") {
  invited in;
  CHECK(in.refused("atl_" + std::string(43, 'A')) == "token: invalid_token");
  CHECK(in.refused("") == "token: invalid_token");
  const std::string used = in.token;
  const auto made = in.accepts(used);
  REQUIRE(made);
  CHECK(in.now.parts.credentials->record.hash == "hash of the new one");
  CHECK_FALSE(in.now.parts.credentials->record.must_change);
  CHECK(in.now.parts.sessions->empty());  // accepting does not log in
  CHECK_FALSE(in.has_link());
  CHECK(erases(*made, storage::link_key(in.view->number, *link_hash(used)).view()));
  const auto entry = event_of(made->changes);
  CHECK(entry.kind == "staff.invitation_accepted");
  CHECK(entry.object == "u1");
  CHECK(entry.principal == "staff:u1");
  CHECK(in.refused(used) == "token: invalid_token");
}

TEST_CASE("an invitation is good for three days, and then ended by the account") {
  invited in;
  in.world.now += 72 * hour - 1;
  CHECK(in.refused(in.token).empty());
  const auto too_early = decide(expired_links{}, in.now, in.her_context());
  REQUIRE(too_early);
  CHECK(too_early->changes.erasures.empty());
  in.world.now += 1;
  CHECK(in.refused(in.token) == "token: invalid_token");
  const auto ended = decide(expired_links{}, in.now, in.her_context());
  REQUIRE(ended);
  CHECK(erases(*ended, storage::link_key(in.view->number, *link_hash(in.token)).view()));
  CHECK(ended->after.parts.links->empty());
  CHECK(ended->blame.size() == ended->changes.expectations.size());
}

TEST_CASE("what changes who is invited voids the invitation") {
  invited in;
  SECTION("another e-mail") {
    in.make<methods::staff_update>(R"({"staff": "kim", "set": {"email": "lee@example.com"}})");
  }
  SECTION("no e-mail") {
    in.make<methods::staff_update>(R"({"staff": "kim", "unset": ["email"]})");
  }
  SECTION("disabling, for good") {
    in.make<methods::staff_disable>(R"({"staff": "kim"})");
    CHECK(in.refused(in.token) == "token: invalid_token");
    in.make<methods::staff_enable>(R"({"staff": "kim"})");
  }
  SECTION("another invitation") {
    const auto again = in.invites();
    REQUIRE(again);
    CHECK(in.refused(in.token_in(*again)).empty());
  }
  SECTION("a password that an administrator gives") {
    REQUIRE(in.tried<methods::staff_reset_password>(
        R"({"staff": "kim", "password": "from the admin 42"})", in.her_context()));
    CHECK_FALSE(in.has_link());
  }
  CHECK(in.refused(in.token) == "token: invalid_token");
}

TEST_CASE("another group or name leaves the invitation good") {
  invited in;
  in.make<methods::staff_update>(R"({"staff": "kim", "set": {"name": "Kim B", "groups": []}})");
  CHECK(in.refused(in.token).empty());
}

TEST_CASE("who has been given a password may be invited, and either ends the other") {
  invited in;
  REQUIRE(in.tried<methods::staff_reset_password>(
      R"({"staff": "kim", "password": "from the admin 42"})", in.her_context()));
  const auto made = in.invites();
  REQUIRE(made);
  CHECK(event_of(made->changes).kind == "staff.invited");
  CHECK(made->blame.size() == made->changes.expectations.size());
  CHECK(expects_unchanged(*made, credentials_key(in.view->number, kim).view()));
  const std::string token = in.token_in(*made);
  decide_context context = in.her_context("hash of a better one");
  context.password_right = true;
  REQUIRE(in.tried<methods::staff_login>(
      R"({"tenant": "shop", "username": "kim", "password": "from the admin 42",
          "new_password": "a better one 42"})",
      context));
  CHECK(in.refused(token) == "token: invalid_token");
  CHECK_FALSE(in.has_link());
  CHECK(wrong_in(in.invites()) == "staff: invalid_field");
}

TEST_CASE(
    "an invitation is for staff who may log in and have an address, from one with his rights") {
  invited in;
  in.caller = {.what = principal::kind::client, .id = "me", .scopes = 0};
  CHECK(wrong_in(in.invites()) == "staff: forbidden");
  in.caller = {.what = principal::kind::operators};
  in.make<methods::staff_disable>(R"({"staff": "kim"})");
  CHECK(wrong_in(in.invites()) == "staff: invalid_field");
  in.make<methods::staff_enable>(R"({"staff": "kim"})");
  in.make<methods::staff_update>(R"({"staff": "kim", "unset": ["email"]})");
  CHECK(wrong_in(in.invites()) == "missing_field");
  decide_context nobody = in.her_context();
  nobody.account = storage::account_of_staff(9);
  CHECK(wrong_in(decide(asked<methods::staff_invite>(R"({"staff": "kim"})"), in.now, nobody)) ==
        "staff: not_found");
}

TEST_CASE("invitations are limited as other mails are") {
  invited in;
  in.world.now += hour;
  for (int i = 0; i < 3; ++i) REQUIRE(in.invites());
  CHECK(wrong_in(in.invites()) == "limit_reached");
  in.world.now += hour;
  CHECK(in.invites());
}

TEST_CASE("nothing is hashed for an invitation that is not good, nor for a weak password") {
  invited in;
  const auto work = [&](const std::string& json) {
    const call_ptr what = make_call(asked<methods::staff_accept_invitation>(json), {});
    return next_password_work(*what, in.now, 0, in.her_context());
  };
  CHECK(wrong_in(work(invited::with("atl_" + std::string(43, 'A')))) == "token: invalid_token");
  CHECK(wrong_in(work(R"({"tenant": "shop", "token": ")" + in.token +
                      R"(", "password": "12345678"})")) == "password: weak_password");
  const auto good = work(invited::with(in.token));
  REQUIRE(good);
  CHECK(good->password);
  CHECK_FALSE(good->against);
}

TEST_CASE("nobody logs in before he has accepted, and no customer's method takes an invitation") {
  invited in;
  const call_ptr login = make_call(
      asked<methods::staff_login>(R"({"tenant": "shop", "username": "kim", "password": "x"})"), {});
  const auto work = next_password_work(*login, in.now, 0, in.her_context());
  REQUIRE(work);
  CHECK(work->against == "");  // one that no password has
  CHECK(wrong_in(decide(asked<methods::shopper_reset_password>(
                            R"({"token": ")" + in.token + R"(", "password": "a new one, long"})"),
                        in.now, in.her_context())) == "token: invalid_token");
}
