#include <algorithm>

#include "actors/account/credit/ledger.hpp"
#include "protocol/methods/credit.hpp"
#include "protocol/methods/customers.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using methods::credit_authorize;
using methods::credit_capture;
using methods::credit_grant;
using methods::credit_refund;
using methods::credit_transfer;
using methods::credit_void;
using records::credit_kind;
using records::credit_lots;
using storage::customer_item;

namespace {

std::string money(std::int64_t amount, const std::string& currency = "EUR") {
  return R"("amount": {"amount": )" + std::to_string(amount) + R"(, "currency": ")" + currency +
         "\"}";
}

// Anna, who has store credit; each command is decided on top of the one before it.
struct holder : anna {
  explicit holder(shop& at) : anna(at) {}

  template <class Method>
  outcome<decision> tried(const std::string& more) {
    return tried_as<Method>(in.account_context(), more);
  }
  template <class Method>
  outcome<decision> tried_as(const decide_context& context, const std::string& more) {
    auto made = decide(asked<Method>(R"({"customer": {"id": "c41"}, )" + more + "}"), now, context);
    if (made) now = made->after;
    return made;
  }
  outcome<decision> grant(std::int64_t amount, std::optional<std::int64_t> expires_at = {}) {
    return tried<credit_grant>(
        money(amount) + R"(, "reference": "gift")" +
        (expires_at ? R"(, "expires_at": )" + std::to_string(*expires_at) : std::string()));
  }
  // Is granted it, and that is that.
  void has(std::int64_t amount, std::optional<std::int64_t> expires_at = {}) {
    if (const auto made = grant(amount, expires_at); !made) FAIL(made.failure().message);
  }
  outcome<decision> authorize(std::int64_t amount) {
    return tried<credit_authorize>(money(amount) + R"(, "reference": "order 9")");
  }
  template <class Method>
  outcome<decision> settle(const std::string& more = "", std::int64_t number = 1) {
    const std::string id = "h41-EUR-" + std::to_string(number);
    know(id);
    return tried<Method>(R"("authorization": ")" + id + "\"" + more);
  }
  template <class Method>
  outcome<decision> settle(std::int64_t amount) {
    return settle<Method>(", " + money(amount));
  }

  // As the account does it when a command names an authorization.
  void know(const std::string& id) {
    if (!stored || stored->id != id) return;
    now.parts.authorizations = std::make_shared<const known_authorizations>(
        known_authorizations{std::make_shared<const known_authorization>(*stored)});
  }
  // Takes what a decision has put of an authorization.
  decision keep(outcome<decision> made) {
    if (!made) FAIL(made.failure().message);
    for (const storage::put& each : made->changes.puts)
      if (storage::name_in(each.key).item ==
              static_cast<std::uint8_t>(customer_item::credit_authorizations) &&
          each.where == storage::table::records) {
        auto record = fields::decode_tagged<records::credit_authorization>(each.value).value();
        const std::string id = record.id;
        stored = {id, {std::move(record), storage::checksum(each.key, each.value)}};
      }
    return std::move(made).value();
  }

  const records::credit_ledger& ledger() const { return now.parts.credit->at("EUR")->record; }

  std::optional<known_authorization> stored;
};

std::vector<records::credit_entry> entries_in(const decision& made) {
  std::vector<records::credit_entry> found;
  for (const storage::put& each : made.changes.puts)
    if (each.where == storage::table::records &&
        storage::name_in(each.key).item == static_cast<std::uint8_t>(customer_item::credit_entries))
      found.push_back(fields::decode_tagged<records::credit_entry>(each.value).value());
  return found;
}

std::vector<records::change> events_in(const decision& made) {
  std::vector<records::change> found;
  for (const storage::journal_entry& each : made.changes.journal)
    found.push_back(fields::decode_tagged<records::change>(each.value).value());
  return found;
}

std::string refused_with(const outcome<decision>& made) {
  if (!made) return wrong_in(made);
  return made->then_refuse ? wrong_in(*made->then_refuse) : "";
}

storage::key ledger_key(const shop& in, account_number of = {41}) {
  return storage::customer_part_key(in.view->number, of, customer_item::credit,
                                    storage::currency_part("EUR"));
}

bool has_place(const std::vector<storage::put>& puts, const shop& in, std::int64_t due_ms) {
  const auto place = storage::due_key(in.view->number, due_ms, ledger_key(in).view());
  return std::ranges::count(puts, place.view(), &storage::put::key) == 1;
}

}  // namespace

TEST_CASE("a grant is an entry of the ledger, an event with its version, and no row of history") {
  shop in;
  holder her(in);
  in.options.reason = "sorry";
  const auto made = her.grant(500);
  REQUIRE(made);
  const auto entries = entries_in(*made);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].id == "e41-EUR-1");
  CHECK(entries[0].version == 1);
  CHECK(entries[0].amount == 500);
  CHECK(entries[0].balance_after == 500);
  CHECK(entries[0].reference == "gift");
  CHECK(entries[0].by == "client:me");
  CHECK(entries[0].time == in.world.now);
  const auto event = event_of(made->changes);
  CHECK(event.kind == "credit.granted");
  CHECK(event.object == "EUR");
  CHECK(event.version == 1);
  CHECK(event.reason == "sorry");
  CHECK_FALSE(made->changes.journal[0].history_of);
  CHECK(her.ledger().lots == credit_lots{{{}, 500}});
  CHECK(her.now.parts.counts->record.ledgers == 1);
  CHECK_FALSE(made->answer_shows_customer);
}

TEST_CASE("the next entry expects the ledger as the one before it left it") {
  shop in;
  holder her(in);
  CHECK(expects_absent(*her.grant(5), storage::table::records, ledger_key(in).view()));
  const auto next = her.grant(5);
  CHECK(expects_unchanged(*next, ledger_key(in).view()));
  CHECK(her.ledger().balance == 10);
  CHECK(her.ledger().version == 2);
  CHECK(her.now.parts.counts->record.ledgers == 1);
}

TEST_CASE("a grant cannot end before it begins, nor make a balance that clients cannot read") {
  shop in;
  holder her(in);
  CHECK(refused_with(her.grant(5, in.world.now)) == "expires_at: invalid_field");
  CHECK(refused_with(her.grant(fields::integer_max)).empty());
  CHECK(refused_with(her.grant(1)) == "limit_reached");
}

TEST_CASE("what ends soonest is set aside first, and a capture spends it") {
  shop in;
  holder her(in);
  her.has(100);
  her.has(50, in.world.now + 1000);
  const auto made = her.keep(her.authorize(70));
  CHECK(answered(made, "authorization") == "h41-EUR-1");
  CHECK(her.ledger().held == 70);
  CHECK(her.ledger().balance == 150);
  CHECK(her.ledger().lots == credit_lots{{{}, 80}});
  CHECK(her.stored->stored.record.lots == credit_lots{{in.world.now + 1000, 50}, {{}, 20}});

  const auto part = her.keep(her.settle<credit_capture>(60));
  CHECK(entries_in(part)[0].amount == -60);
  CHECK(entries_in(part)[0].held == -60);
  CHECK(entries_in(part)[0].reference == "order 9");
  CHECK(her.ledger().balance == 90);
  CHECK(her.ledger().held == 10);
  CHECK(refused_with(her.settle<credit_capture>(11)) == "authorization: insufficient_credit");
  const auto rest = her.keep(her.settle<credit_capture>());
  CHECK(entries_in(rest)[0].amount == -10);
  CHECK(her.ledger().held == 0);
  CHECK(refused_with(her.settle<credit_capture>()) == "authorization: insufficient_credit");
  CHECK(refused_with(her.settle<credit_void>()) == "authorization: insufficient_credit");
}

TEST_CASE("nobody spends more than there is, and the refusal rests on the ledger as it is stored") {
  shop in;
  holder her(in);
  CHECK(refused_with(her.authorize(1)) == "amount: insufficient_credit");
  her.has(10);
  her.keep(her.authorize(8));
  const auto refused = her.authorize(3);
  REQUIRE(refused);
  CHECK(refused_with(refused) == "amount: insufficient_credit");
  CHECK(refused->then_refuse->data.at(0).second == std::variant<std::int64_t, std::string>(2));
  CHECK(expects_unchanged(*refused, ledger_key(in).view()));
  CHECK(refused->changes.puts.empty());
}

TEST_CASE("a void lets go what is left, but for what should have ended meanwhile") {
  shop in;
  holder her(in);
  her.has(50, in.world.now + 1000);
  her.has(100);
  her.keep(her.authorize(120));
  her.keep(her.settle<credit_capture>(20));
  SECTION("in time") {
    const auto made = her.keep(her.settle<credit_void>());
    CHECK(entries_in(made).size() == 1);
    CHECK(her.ledger().lots == credit_lots{{in.world.now + 1000, 30}, {{}, 100}});
    CHECK(her.ledger().held == 0);
    CHECK(her.stored->stored.record.voided == 100);
  }
  SECTION("too late") {
    in.world.now += 1000;
    const auto made = her.keep(her.settle<credit_void>());
    const auto entries = entries_in(made);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].kind == credit_kind::expire);
    CHECK(entries[0].amount == -30);
    CHECK(entries[0].time == in.world.now);
    CHECK(entries[1].kind == credit_kind::voiding);
    CHECK(entries[1].held == -70);
    CHECK(answered(made, "id") == entries[1].id);
    CHECK(her.ledger().lots == credit_lots{{{}, 100}});
    CHECK(her.ledger().balance == 100);
  }
}

TEST_CASE("a refund gives back what was captured, to end when it would have, or never") {
  shop in;
  holder her(in);
  her.has(50, in.world.now + 1000);
  her.has(100);
  her.keep(her.authorize(120));
  CHECK(refused_with(her.settle<credit_refund>()) == "authorization: insufficient_credit");
  her.keep(her.settle<credit_capture>());
  her.keep(her.settle<credit_refund>(80));
  CHECK(her.ledger().lots == credit_lots{{in.world.now + 1000, 10}, {{}, 100}});
  CHECK(her.ledger().balance == 110);
  in.world.now += 1000;
  const auto last = her.keep(her.settle<credit_refund>(R"(, "reference": "broken")"));
  CHECK(entries_in(last).front().kind == credit_kind::expire);
  CHECK(entries_in(last).back().reference == "broken");
  CHECK(her.ledger().lots == credit_lots{{{}, 140}});
  CHECK(her.stored->stored.record.refunded == 120);
  CHECK(refused_with(her.settle<credit_refund>()) == "authorization: insufficient_credit");
}

TEST_CASE("what is due expires before the next entry, in its own time and in nobody's name") {
  shop in;
  holder her(in);
  in.options.reason = "because";
  const std::int64_t end = in.world.now + 1000;
  her.has(50, end);
  her.has(10);
  in.world.now = end + 500;
  const auto made = her.authorize(60);
  REQUIRE(made);
  CHECK(refused_with(made) == "amount: insufficient_credit");
  const auto entries = entries_in(*made);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].kind == credit_kind::expire);
  CHECK(entries[0].amount == -50);
  CHECK(entries[0].time == end);
  CHECK(entries[0].expires_at == end);
  CHECK(entries[0].by == "atrium");
  const auto event = event_of(made->changes);
  CHECK(event.kind == "credit.expired");
  CHECK(event.principal == "atrium");
  CHECK_FALSE(event.reason);
  CHECK(her.ledger().balance == 10);
}

TEST_CASE("a ledger has its place in the due queue where its first lot ends") {
  shop in;
  holder her(in);
  const std::int64_t soon = in.world.now + 1000, later = soon + 1000;
  CHECK(has_place(her.grant(50, later)->changes.puts, in, later));
  const auto sooner = her.grant(50, soon);
  CHECK(has_place(sooner->changes.puts, in, soon));
  CHECK(sooner->changes.erasures.size() == 1);
  CHECK(her.grant(50)->changes.erasures.empty());
  const auto spent = her.authorize(100);
  CHECK(spent->changes.erasures.size() == 1);
  CHECK_FALSE(has_place(spent->changes.puts, in, soon));
}

TEST_CASE("what is due expires also where nobody asks for anything") {
  shop in;
  holder her(in);
  her.has(50, in.world.now + 1000);
  const due_parts wanted{{{customer_item::credit, storage::currency_part("EUR")}}};
  const auto early = decide(wanted, her.now, in.account_context());
  REQUIRE(early);
  CHECK(early->changes.puts.empty());
  CHECK(expects_unchanged(*early, ledger_key(in).view()));
  in.world.now += 1000;
  her.now.profile->erased = true;  // also of one who has left
  const auto made = decide(wanted, her.now, in.account_context());
  REQUIRE(made);
  CHECK(entries_in(*made).size() == 1);
  CHECK(made->after.parts.credit->at("EUR")->record.balance == 0);
  CHECK(made->changes.erasures.size() == 1);
}

TEST_CASE("only an authorization of the customer, or of one who became part of him, is settled") {
  shop in;
  holder her(in);
  her.has(100);
  her.keep(her.authorize(50));
  CHECK(refused_with(her.settle<credit_capture>("", 2)) == "authorization: not_found");
  CHECK(
      refused_with(her.settle<credit_capture>(R"(, "amount": {"amount": 1, "currency": "USD"})")) ==
      "amount.currency: invalid_field");
  // Bob's, whose number is 52.
  records::credit_authorization his = her.stored->stored.record;
  his.id = "h52-EUR-1";
  her.stored = {his.id, {his, 1}};
  her.know(his.id);
  const std::string asked = R"("authorization": "h52-EUR-1")";
  CHECK(refused_with(her.tried<credit_capture>(asked)) == "authorization: not_found");
  her.now.profile->absorbed = std::vector<std::int64_t>{52};
  const auto made = her.tried<credit_capture>(asked);
  REQUIRE(made);
  CHECK(expects_unchanged(*made, authorization_key(in.view->number, {{52}, "EUR", 1}).view()));
}

TEST_CASE("what was set aside is settled also after an erasure, and nothing else is") {
  shop in;
  holder her(in);
  her.has(100);
  her.keep(her.authorize(50));
  her.now.profile->erased = true;
  CHECK(refused_with(her.grant(1)) == "not_found");
  CHECK(refused_with(her.authorize(1)) == "not_found");
  CHECK(refused_with(her.settle<credit_refund>()) == "not_found");
  CHECK(refused_with(her.settle<credit_capture>()).empty());
}

TEST_CASE("if_version is the ledger's") {
  shop in;
  holder her(in);
  her.has(100);
  her.has(100);
  in.options.if_version = 1;
  CHECK(refused_with(her.grant(1)) == "version_conflict");
  CHECK(refused_with(her.authorize(1)) == "version_conflict");
  in.options.if_version = 2;
  CHECK(refused_with(her.grant(1)).empty());
}

namespace {

// Bob, number 52, as the store has him.
other_account bob(stored_ledger has = nullptr) {
  other_account him{{52}, {}};
  him.state.profile = records::customer{.version = 3, .id = "c52", .number = 52};
  him.state.checksum = 9;
  him.state.parts = no_parts();
  keep_ledger(him.state.parts, "EUR", std::move(has));
  return him;
}

outcome<decision> transferred(holder& her, other_account to, std::int64_t amount) {
  decide_context context = her.in.account_context();
  context.receiver = std::move(to);
  return her.tried_as<credit_transfer>(
      context, money(amount) + R"(, "to": {"id": "c52"}, "reference": "for you")");
}

}  // namespace

TEST_CASE("a transfer is one commit on both ledgers, and keeps when its money ends") {
  shop in;
  holder her(in);
  her.has(50, in.world.now + 1000);
  her.has(100);
  const auto made = transferred(her, bob(), 60);
  REQUIRE(made);
  const auto entries = entries_in(*made);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].id == "e52-EUR-1");
  CHECK(entries[0].kind == credit_kind::transfer_in);
  CHECK(entries[0].amount == 60);
  CHECK(entries[0].other == 41);
  CHECK(entries[1].id == "e41-EUR-3");
  CHECK(entries[1].kind == credit_kind::transfer_out);
  CHECK(entries[1].other == 52);
  CHECK(answered(made, "id") == "e41-EUR-3");
  const auto events = events_in(*made);
  REQUIRE(events.size() == 2);
  CHECK(events[0].kind == "credit.transferred_in");
  CHECK(events[0].account == 52);
  CHECK(events[1].kind == "credit.transferred_out");
  CHECK(events[1].account == 41);
  CHECK(her.ledger().lots == credit_lots{{{}, 90}});
  const auto put =
      std::ranges::find(made->changes.puts, ledger_key(in, {52}).view(), &storage::put::key);
  REQUIRE(put != made->changes.puts.end());
  const auto his = fields::decode_tagged<records::credit_ledger>(put->value).value();
  CHECK(his.lots == credit_lots{{in.world.now + 1000, 50}, {{}, 10}});
  CHECK(expects_unchanged(*made, storage::customer_key(in.view->number, {52}).view()));
  CHECK(expects_absent(*made, storage::table::records, ledger_key(in, {52}).view()));
  CHECK(expects_absent(*made, storage::table::records, counts_key(in.view->number, {52}).view()));
}

TEST_CASE("who cannot be given credit, and who has not enough, is told so") {
  shop in;
  holder her(in);
  her.has(10);
  CHECK(refused_with(transferred(her, bob(), 11)) == "amount: insufficient_credit");
  other_account gone = bob();
  gone.state.profile->erased = true;
  CHECK(refused_with(transferred(her, gone, 1)) == "to: not_found");
  CHECK(refused_with(transferred(her, {{52}, {}}, 1)) == "to: not_found");
  CHECK(refused_with(transferred(her, {{41}, her.now}, 1)) == "to: invalid_field");
  const auto rich = std::make_shared<const stored_part<records::credit_ledger>>(
      stored_part<records::credit_ledger>{{.version = 1,
                                           .currency = "EUR",
                                           .balance = fields::integer_max,
                                           .last_entry = 1,
                                           .lots = {{{}, fields::integer_max}}},
                                          1});
  CHECK(refused_with(transferred(her, bob(rich), 1)) == "to: limit_reached");
}
