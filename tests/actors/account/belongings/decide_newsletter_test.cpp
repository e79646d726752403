#include <algorithm>

#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/identity/expired_links.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/tenant/site_move_step.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/logins.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/methods/newsletter.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/changes.hpp"
#include "tests/actors/account/linked_anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using mailing::purpose;
using records::newsletter_state;

namespace {

constexpr std::int64_t hour = 3'600'000;

struct reader : linked_anna {
  reader() { link_to("south"); }

  decision subscribes(const std::string& site = "north", const std::string& more = "") {
    return done<methods::newsletter_subscribe>(R"({"site": ")" + site +
                                               R"(", "email": "Anna@Example.com")" + more + "}");
  }
  // Somebody whom the shop does not know subscribes at north.
  outcome<creation> meets(const std::string& email) const {
    return prepare_subscriber(
        asked<methods::newsletter_subscribe>(R"({"site": "north", "email": ")" + email + "\"}"),
        {*view, caller, options, world.now});
  }
  const records::newsletter& at(const std::string& site) const {
    return newsletters_of(now).at(view->sites_by_name.find(site)->second).record;
  }
};

}  // namespace

TEST_CASE("a subscription is asked for by mail, and is none before it is confirmed") {
  reader anna;
  const auto asked_for =
      anna.subscribes("north", R"(, "source": "footer", "text_version": "3", "groups": ["toys"])");
  const auto letters = mails_in(asked_for.changes);
  REQUIRE(letters.size() == 1);
  CHECK(letters.front().purpose == purpose::newsletter_confirm);
  CHECK(letters.front().address == "anna@example.com");
  CHECK(letters.front().site == "north");
  CHECK(anna.at("north").state == newsletter_state::pending);
  CHECK(event_of(asked_for.changes).kind == "newsletter.requested");
  CHECK_FALSE(asked_for.changes.journal.front().history_of);

  anna.world.now += hour;
  const auto confirmed =
      anna.done<methods::newsletter_confirm>(reader::with_token(anna.token_of(asked_for)));
  const records::newsletter& consent = anna.at("north");
  CHECK(consent.state == newsletter_state::subscribed);
  CHECK(consent.version == 2);
  CHECK(consent.confirmed_at == anna.world.now);
  CHECK(consent.address == "anna@example.com");
  CHECK(consent.source == "footer");
  CHECK(consent.text_version == "3");
  CHECK(consent.groups == std::vector<std::string>{"toys"});
  CHECK(event_of(confirmed.changes).kind == "newsletter.confirmed");
  CHECK(event_of(confirmed.changes).object == "north");
  CHECK(confirmed.changes.journal.front().history_of);
  CHECK(anna.now.parts.links->empty());
}

TEST_CASE("lists find by his profile who has confirmed a newsletter, and which parts of it") {
  using names = std::vector<std::string>;
  reader anna;
  const std::int64_t version = anna.now.profile->version;
  const auto to_north = anna.subscribes("north", R"(, "groups": ["toys", "books"])");
  CHECK_FALSE(anna.now.profile->newsletters);
  const auto confirmed =
      anna.done<methods::newsletter_confirm>(reader::with_token(anna.token_of(to_north)));
  CHECK(anna.now.profile->newsletters == names{"north", "north/books", "north/toys"});
  CHECK(event_of(confirmed.changes).fields_changed == names{"newsletters"});
  CHECK(records::names_all_fields(event_of(confirmed.changes).kind));  // or no index hears of it
  anna.done<methods::newsletter_confirm>(
      reader::with_token(anna.token_of(anna.subscribes("south"))));
  CHECK(anna.now.profile->newsletters ==
        names{"north", "north/books", "north/toys", "south", "south/"});
  const auto ended =
      anna.done<methods::newsletter_unsubscribe>(R"({"customer": {"id": "c41"}, "site": "north"})");
  CHECK(event_of(ended.changes).fields_changed == names{"newsletters"});
  CHECK(anna.now.profile->newsletters == names{"south", "south/"});
  anna.done<methods::newsletter_unsubscribe>(R"({"customer": {"id": "c41"}})");
  CHECK_FALSE(anna.now.profile->newsletters);
  CHECK(anna.now.profile->version == version);
}

TEST_CASE("who is merged brings the newsletters that lists find him by") {
  using names = std::vector<std::string>;
  reader anna;
  anna.done<methods::newsletter_confirm>(
      reader::with_token(anna.token_of(anna.subscribes("south"))));
  const std::uint64_t north = anna.view->sites_by_name.find("north")->second;
  const storage::key row =
      storage::customer_part_key({7}, {52}, storage::customer_item::newsletter, north);
  const records::newsletter kept{.version = 1,
                                 .site = "north",
                                 .state = newsletter_state::subscribed,
                                 .address = "bob@example.com",
                                 .confirmed_at = anna.world.now};
  records::customer bob{.id = "bob", .number = 52, .custom_id = true};
  bob.newsletters = names{"north", "north/"};
  decide_context context = anna.account_context();
  context.whole =
      whole_account{{52}, bob, 1, {{std::string(row.view()), fields::encode_tagged(kept)}}, {}};
  const auto made = decide(
      asked<methods::customers_merge>(R"({"customer": {"id": "c41"}, "from": {"id": "bob"}})"),
      anna.now, context);
  REQUIRE(made);
  CHECK(made->after.profile->newsletters == names{"north", "north/", "south", "south/"});
}

TEST_CASE("a link confirms once, in time, and the newest one only") {
  reader anna;
  const std::string older = anna.token_of(anna.subscribes());
  const std::string newer = anna.token_of(anna.subscribes());
  const auto refused = [&](const std::string& token) {
    return wrong_in(anna.decided<methods::newsletter_confirm>(reader::with_token(token)));
  };
  CHECK(refused(older) == "token: invalid_token");
  anna.world.now += 24 * hour;
  CHECK(refused(newer) == "token: invalid_token");
  anna.world.now -= 1;
  anna.done<methods::newsletter_confirm>(reader::with_token(newer));
  CHECK(refused(newer) == "token: invalid_token");
}

TEST_CASE("each site has a link of its own: asking at one leaves what was asked at another") {
  reader anna;
  const std::string north = anna.token_of(anna.subscribes("north"));
  const std::string south = anna.token_of(anna.subscribes("south"));
  CHECK(anna.now.parts.links->size() == 2);
  anna.done<methods::newsletter_confirm>(reader::with_token(north));
  CHECK(anna.at("north").state == newsletter_state::subscribed);
  CHECK(anna.at("south").state == newsletter_state::pending);
  SECTION("the other confirms the other") {
    anna.done<methods::newsletter_confirm>(reader::with_token(south));
    CHECK(anna.at("south").state == newsletter_state::subscribed);
  }
  SECTION("the other ends the other") {
    anna.done<methods::newsletter_unsubscribe>(reader::with_token(south));
    CHECK(anna.at("south").state == newsletter_state::unsubscribed);
    CHECK(anna.at("north").state == newsletter_state::subscribed);
  }
  CHECK(anna.now.parts.links->empty());
}

TEST_CASE("who is subscribed is not written to again") {
  reader anna;
  anna.done<methods::newsletter_confirm>(reader::with_token(anna.token_of(anna.subscribes())));
  const auto again = anna.subscribes();
  CHECK(mails_in(again.changes).empty());
  CHECK(anna.at("north").state == newsletter_state::subscribed);
  CHECK(event_of(again.changes).kind == "newsletter.requested");
}

TEST_CASE("where no more mails may be sent an e-mail is answered as ever, a customer is refused") {
  reader anna;
  for (int i = 0; i < 3; ++i) anna.subscribes();
  const std::int64_t version = anna.at("north").version;
  CHECK(mails_in(anna.subscribes().changes).empty());
  CHECK(anna.at("north").version == version);
  CHECK(wrong_in(anna.decided<methods::newsletter_subscribe>(
            R"({"site": "north", "customer": {"id": "c41"}})")) == "limit_reached");
}

TEST_CASE("an unsubscription takes one click and leaves when it was") {
  reader anna;
  const std::string link = anna.token_of(anna.subscribes());
  SECTION("by the link that would have confirmed it") {
    anna.done<methods::newsletter_unsubscribe>(reader::with_token(link));
    CHECK(wrong_in(anna.decided<methods::newsletter_confirm>(reader::with_token(link))) ==
          "token: invalid_token");
  }
  SECTION("by the token of any issue") {
    anna.done<methods::newsletter_confirm>(reader::with_token(link));
    anna.done<methods::newsletter_unsubscribe>(reader::with_token(
        unsubscribe_token(*anna.view, {41}, anna.view->sites_by_name.find("north")->second)));
  }
  SECTION("by himself, of all sites") {
    anna.subscribes("south");
    const auto made = anna.done<methods::newsletter_unsubscribe>(R"({"customer": {"id": "c41"}})");
    CHECK(made.changes.journal.size() == 2);
    CHECK(anna.at("south").state == newsletter_state::unsubscribed);
  }
  CHECK(anna.at("north").state == newsletter_state::unsubscribed);
  CHECK(anna.at("north").unsubscribed_at == anna.world.now);
  const auto again = anna.done<methods::newsletter_unsubscribe>(R"({"customer": {"id": "c41"}})");
  CHECK(again.changes.journal.empty());
}

TEST_CASE("the token of an issue is of one customer and one site, and nobody can make one up") {
  reader anna;
  const std::string token = unsubscribe_token(*anna.view, {41}, 2);
  const auto read = read_unsubscribe_token(*anna.view, token);
  REQUIRE(read);
  CHECK(read->account == account_number{41});
  CHECK(read->site == 2);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == '1' ? '2' : '1';
    CHECK_FALSE(read_unsubscribe_token(*anna.view, other));
  }
  CHECK_FALSE(read_unsubscribe_token(*anna.view, token + "0"));
  CHECK_FALSE(read_unsubscribe_token(*anna.view, ""));
}

TEST_CASE("another password leaves the links of newsletters, another e-mail does not") {
  reader anna;
  const std::string link = anna.token_of(anna.subscribes());
  const std::string other = anna.token_of(anna.subscribes("south"));
  anna.now.profile->home_site = "north";
  anna.now.profile->password = records::password_state::set;
  const auto reset = anna.done<methods::shopper_request_password_reset>(
      R"({"site": "north", "email": "anna@example.com"})");
  anna.done<methods::shopper_reset_password>(
      reader::with_token(anna.token_of(reset), R"(, "password": "long enough it is")"), "hash");
  CHECK(anna.decided<methods::newsletter_confirm>(reader::with_token(link)));
  const auto changed = anna.done<methods::customers_change_email>(
      R"({"customer": {"id": "c41"}, "email": "other@example.com"})");
  for (const std::string& each : {link, other})
    CHECK_FALSE(anna.decided<methods::newsletter_confirm>(reader::with_token(each)));
  CHECK(anna.now.parts.links->empty());
  CHECK(newsletters_of(anna.now).empty());
  // Of these the last is the one whose number is answered.
  CHECK(kinds_of(changed) == std::vector<std::string>{"newsletter.lapsed", "newsletter.lapsed",
                                                      "customer.email_changed"});
}

TEST_CASE("an address that nobody has becomes a guest who is found by it") {
  reader anna;
  const auto made = anna.meets("New@Example.com");
  REQUIRE(made);
  REQUIRE(made->claims.size() == 1);
  const auto born = decide(*made, {}, anna.account_context());
  REQUIRE(born);
  CHECK(born->after.profile->kind == records::customer_kind::guest);
  CHECK(born->after.profile->email == "New@Example.com");
  CHECK(mails_in(born->changes).size() == 1);
  CHECK(event_of(born->changes).kind == "customer.guest_recorded");
  const auto hash = newsletter_address_hash(*anna.view, default_realm, "new@example.com");
  CHECK(made->claims.front().key == storage::link_key({7}, hash).view());
  CHECK(expects_absent(*born, storage::table::unique, made->claims.front().key));
  const auto put =
      std::ranges::find(born->changes.puts, made->claims.front().key, &storage::put::key);
  REQUIRE(put != born->changes.puts.end());
  const auto entry = fields::decode_tagged<records::link_entry>(put->value);
  REQUIRE(entry);
  CHECK(entry->account == 41);
  CHECK(entry->expires_at == records::link_never_ends);
  CHECK(newsletters_of(born->after).begin()->second.record.address_hash == hash);
  CHECK(born->answer == anna.subscribes().answer);
}

TEST_CASE("what nobody confirms in time is forgotten") {
  reader anna;
  const auto expires = [&](account_state& who) {
    auto made = decide(expired_links{}, who, anna.account_context());
    REQUIRE(made);
    who = made->after;
    return std::move(made).value();
  };
  SECTION("of a customer the request") {
    anna.subscribes();
    anna.world.now += 24 * hour;
    const auto made = expires(anna.now);
    CHECK(newsletters_of(anna.now).empty());
    CHECK(anna.now.profile->email == "anna@example.com");
    CHECK(event_of(made.changes).kind == "newsletter.lapsed");
  }
  SECTION("but not what he had said before") {
    anna.done<methods::newsletter_confirm>(reader::with_token(anna.token_of(anna.subscribes())));
    anna.done<methods::newsletter_unsubscribe>(R"({"customer": {"id": "c41"}})");
    anna.subscribes();
    anna.world.now += 24 * hour;
    expires(anna.now);
    CHECK(anna.at("north").state == newsletter_state::unsubscribed);
  }
  SECTION("of a guest who was made of it the address, too") {
    const auto made = anna.meets("new@example.com");
    REQUIRE(made);
    auto born = decide(*made, {}, anna.account_context());
    REQUIRE(born);
    anna.world.now += 24 * hour;
    const auto lapsed = expires(born->after);
    CHECK_FALSE(born->after.profile->email);
    CHECK(born->after.profile->version == 2);
    CHECK(newsletters_of(born->after).empty());
    CHECK(erases(lapsed, made->claims.front().key));
  }
}

TEST_CASE(
    "a guest is made of a subscription where its site is by then, also if it has moved since") {
  reader anna;
  const auto made = anna.meets("new@example.com");
  REQUIRE(made);
  using step = site_move_step::kind;
  anna.apply(decide(site_move_step{.what = step::begin, .site = "north", .realm = "outlet"},
                    *anna.view, anna.context()));
  anna.apply(
      decide(site_move_step{.what = step::arrive, .site = "north"}, *anna.view, anna.context()));
  const auto born = decide(*made, {}, anna.account_context());
  REQUIRE(born);
  const auto hash = newsletter_address_hash(*anna.view, realm_number{2}, "new@example.com");
  const std::uint64_t north = anna.view->sites_by_name.find("north")->second;
  CHECK(newsletters_of(born->after).at(north).record.address_hash == hash);
  const storage::key named = storage::link_key({7}, hash);
  CHECK(puts(*born, named.view()));
  CHECK(expects_absent(*born, storage::table::unique, named.view()));
  CHECK_FALSE(puts(*born, made->claims.front().key));
}

TEST_CASE("a guest who was made of a subscription is found as long as he has any") {
  reader anna;
  const auto made = anna.meets("new@example.com");
  REQUIRE(made);
  auto born = decide(*made, {}, anna.account_context());
  REQUIRE(born);
  anna.now = born->after;
  const std::uint64_t south = anna.view->sites_by_name.find("south")->second;
  const auto hash = newsletter_address_hash(*anna.view, default_realm, "new@example.com");
  const auto frees_hash = [&](const decision& by) { return erases(by, made->claims.front().key); };
  const auto expires = [&] {
    return anna.take(decide(expired_links{}, anna.now, anna.account_context()));
  };
  anna.world.now += hour;
  const auto later =
      anna.done<methods::newsletter_subscribe>(R"({"site": "south", "email": "new@example.com"})");
  SECTION("the other is pending") {
    anna.world.now += 23 * hour;
    CHECK_FALSE(frees_hash(expires()));
    REQUIRE(newsletters_of(anna.now).size() == 1);
    CHECK(newsletters_of(anna.now).at(south).record.address_hash == hash);
    CHECK(newsletters_of(anna.now).at(south).record.version == 1);
    CHECK(anna.now.profile->email == "new@example.com");
    anna.world.now += hour;
    CHECK(frees_hash(expires()));
    CHECK_FALSE(anna.now.profile->email);
  }
  SECTION("the other is confirmed") {
    anna.done<methods::newsletter_confirm>(reader::with_token(anna.token_of(later)));
    anna.world.now += 30 * hour;
    CHECK_FALSE(frees_hash(expires()));
    CHECK(newsletters_of(anna.now).at(south).record.address_hash == hash);
    CHECK(newsletters_of(anna.now).at(south).record.version == 2);
    CHECK(anna.now.profile->email == "new@example.com");
  }
  SECTION("both end at once") {
    anna.world.now += 30 * hour;
    const auto over = expires();
    CHECK(frees_hash(over));
    CHECK(newsletters_of(anna.now).empty());
    CHECK_FALSE(anna.now.profile->email);
    CHECK(over.changes.journal.size() == 3);
  }
  SECTION("what had ended before holds again") {
    anna.done<methods::newsletter_unsubscribe>(R"({"customer": {"id": "c41"}, "site": "south"})");
    anna.done<methods::newsletter_subscribe>(R"({"site": "south", "email": "new@example.com"})");
    anna.world.now += 30 * hour;
    CHECK_FALSE(frees_hash(expires()));
    const records::newsletter& left = newsletters_of(anna.now).at(south).record;
    CHECK(left.state == newsletter_state::unsubscribed);
    CHECK(left.address_hash == hash);
    CHECK(newsletters_of(anna.now).size() == 1);
  }
}

TEST_CASE("who is erased is found by his address no more") {
  reader anna;
  const storage::key row =
      storage::customer_part_key({7}, {41}, storage::customer_item::newsletter, 1);
  const records::newsletter kept{.version = 1,
                                 .site = "north",
                                 .address = "anna@example.com",
                                 .address_hash = std::string(32, 'h')};
  decide_context context = anna.account_context();
  context.whole = whole_account{{41},
                                *anna.now.profile,
                                anna.now.checksum,
                                {{std::string(row.view()), fields::encode_tagged(kept)}},
                                {}};
  const auto asked_for = decide(methods::customers_erase{}, anna.now, context);
  const auto made = decide(methods::customers_erase{.confirm = answered(asked_for, "confirm")},
                           anna.now, context);
  REQUIRE(made);
  const storage::key hash = storage::link_key({7}, *kept.address_hash);
  for (const std::string_view key : {row.view(), hash.view()}) CHECK(erases(*made, key));
}
