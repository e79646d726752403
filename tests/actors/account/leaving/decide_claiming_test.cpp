#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/leaving/claimed_guest.hpp"
#include "actors/account/leaving/claiming.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/newsletter.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/belongings.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;

namespace {

constexpr account_number guest_number{52};

// A guest, customer 52 of the shop, as the store has him.
whole_account guest(shop& in, const std::string& more) {
  auto made = prepare(asked<methods::customers_record_guest>("{" + more + "}"),
                      {*in.view, in.caller, in.options, in.world.now});
  REQUIRE(made);
  const auto born = decide(
      *made, {}, {*in.view, in.caller, in.options, guest_number, in.world.now, in.limits, {}});
  REQUIRE(born);
  return {guest_number, *born->after.profile, born->after.checksum, {}, {}};
}

whole_account hers(shop& in) {
  return guest(in, R"("site": "north", "email": "Anna@Example.com")");
}

// Anna with a proved e-mail.
struct verified_anna : ordering_anna {
  explicit verified_anna(shop& at) : ordering_anna(at) { now.profile->verified = true; }

  outcome<decision> claims(const whole_account& whom) {
    decide_context context = in.account_context();
    context.whole = whom;
    return decide(claimed_guest{}, now, context);
  }
};

records::change last_event(const decision& made) {
  REQUIRE_FALSE(made.changes.journal.empty());
  return fields::decode_tagged<records::change>(made.changes.journal.back().value).value();
}

}  // namespace

TEST_CASE("a guest with the customer's verified e-mail becomes part of him") {
  shop in;
  verified_anna her(in);
  const auto made = her.claims(hers(in));
  REQUIRE(made);
  CHECK(made->after.profile->absorbed_numbers() == std::vector<std::int64_t>{52});
  CHECK(made->after.profile->email == "anna@example.com");
  CHECK(last_event(*made).kind == "customer.claimed");
  CHECK(last_event(*made).other == 52);
  CHECK(expects_unchanged(*made, storage::customer_key({7}, guest_number).view()));
}

TEST_CASE("groups and companies of a guest become the customer's") {
  shop in;
  verified_anna her(in);
  whole_account guest = hers(in);
  guest.profile.groups = {"friends"};
  guest.profile.companies = {"bell"};
  const auto made = her.claims(guest);
  REQUIRE(made);
  CHECK(made->after.profile->groups == std::vector<std::string>{"friends"});
  CHECK(made->after.profile->company_ids() == std::vector<std::string>{"bell"});
  CHECK(last_event(*made).fields_changed == std::vector<std::string>{"groups", "companies"});
}

TEST_CASE("an e-mail that is not verified claims nobody") {
  shop in;
  verified_anna her(in);
  her.now.profile->verified = false;
  const auto made = her.claims(hers(in));
  CHECK(wrong_in(made) == "customer: forbidden");
  REQUIRE(made.failure().data.size() == 1);
  CHECK(std::get<std::string>(made.failure().data.front().second) == "unverified");
}

TEST_CASE("a guest claims nobody") {
  shop in;
  verified_anna her(in);
  her.now.profile->kind = records::customer_kind::guest;
  CHECK(wrong_in(her.claims(hers(in))) == "customer: not_registered");
}

TEST_CASE("only guests of the same e-mail and realm may be claimed") {
  shop in;
  verified_anna her(in);
  CHECK(wrong_in(her.claims(guest(in, R"("site": "north", "email": "bob@example.com")"))) ==
        "not_found");
  CHECK(wrong_in(her.claims(guest(in, R"("site": "north")"))) == "not_found");
  CHECK(wrong_in(her.claims(guest(in, R"("site": "discount", "email": "anna@example.com")"))) ==
        "not_found");
  whole_account registered = hers(in);
  registered.profile.kind = records::customer_kind::registered;
  CHECK(wrong_in(her.claims(registered)) == "not_found");
  whole_account gone = hers(in);
  gone.profile.erased = true;
  CHECK(wrong_in(her.claims(gone)) == "not_found");
}

TEST_CASE("a guest with too much is refused for himself") {
  shop in;
  verified_anna her(in);
  whole_account rich = hers(in);
  for (std::uint64_t number = 1; number <= 4; ++number)
    rich.rows.push_back(
        {std::string(address_key({7}, guest_number, number).view()),
         fields::encode_tagged(records::address{
             .version = 1, .id = "a" + std::to_string(number), .city = "Rome", .country = "IT"})});
  CHECK(wrong_in(her.claims(rich)) == "limit_reached");
}

TEST_CASE("of two subscriptions to a newsletter the later word counts") {
  shop in;
  verified_anna her(in);
  const std::uint64_t north = in.view->sites_by_name.find("north")->second;
  const auto give = [&](records::newsletter what) {
    what.version = 3;
    what.site = "north";
    whole_account whom = hers(in);
    whom.rows.push_back(
        {std::string(storage::customer_part_key({7}, guest_number,
                                                storage::customer_item::newsletter, north)
                         .view()),
         fields::encode_tagged(what)});
    auto made = her.claims(whom);
    REQUIRE(made);
    return std::move(made).value();
  };
  records::newsletter theirs{.state = records::newsletter_state::subscribed,
                             .address = "anna@example.com",
                             .requested_at = 10,
                             .confirmed_at = 20};
  SECTION("where there is but one") {
    const auto made = give(theirs);
    const auto& kept = newsletters_of(made.after).at(north).record;
    CHECK(kept.state == records::newsletter_state::subscribed);
    CHECK(kept.version == 1);
  }
  SECTION("the guest's, if he said it later") {
    auto book = std::make_shared<newsletter_book>();
    (*book)[north].record = {.version = 5,
                             .site = "north",
                             .state = records::newsletter_state::unsubscribed,
                             .unsubscribed_at = 15};
    her.now.parts.newsletters = std::move(book);
    const auto made = give(theirs);
    const auto& kept = newsletters_of(made.after).at(north).record;
    CHECK(kept.state == records::newsletter_state::subscribed);
    CHECK(kept.version == 5);
  }
  SECTION("the customer's, if he did") {
    auto book = std::make_shared<newsletter_book>();
    (*book)[north].record = {.version = 5,
                             .site = "north",
                             .state = records::newsletter_state::unsubscribed,
                             .unsubscribed_at = 25};
    her.now.parts.newsletters = std::move(book);
    const auto made = give(theirs);
    CHECK(newsletters_of(made.after).at(north).record.state ==
          records::newsletter_state::unsubscribed);
  }
  SECTION("one that was never confirmed goes with its link") {
    theirs.state = records::newsletter_state::pending;
    theirs.confirmed_at.reset();
    CHECK(newsletters_of(give(theirs).after).empty());
  }
}
