// What becomes of the store credit of one who is merged, erased or removed.
#include <algorithm>

#include "actors/account/credit/ledger.hpp"
#include "protocol/methods/credit.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/merging.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using records::credit_kind;
using records::credit_lots;
using storage::customer_item;

namespace {

constexpr account_number bob_number{52};

storage::key ledger_key(const shop& in, account_number of) {
  return storage::customer_part_key(in.view->number, of, customer_item::credit,
                                    storage::currency_part("EUR"));
}

// Bob, who is to become part of Anna, with what he has in euros.
whole_account bob(shop& in, const records::credit_ledger& has) {
  whole_account him{bob_number, {.version = 1, .id = "c52", .number = 52}, 9, {}, {}};
  him.rows.push_back({std::string(ledger_key(in, bob_number).view()), fields::encode_tagged(has)});
  return him;
}

records::credit_ledger with(credit_lots lots, std::int64_t held = 0) {
  return {.version = 4,
          .currency = "EUR",
          .balance = total_of(lots) + held,
          .held = held,
          .last_entry = 4,
          .lots = std::move(lots)};
}

outcome<decision> merged(anna& into, const whole_account& from) {
  decide_context context = into.in.account_context();
  context.whole = from;
  return decide(
      asked<methods::customers_merge>(R"({"customer": {"id": "c41"}, "from": {"id": "c52"}})"),
      into.now, context);
}

records::credit_ledger put_ledger(const decision& made, const shop& in, account_number of) {
  const auto found =
      std::ranges::find(made.changes.puts, ledger_key(in, of).view(), &storage::put::key);
  REQUIRE(found != made.changes.puts.end());
  return fields::decode_tagged<records::credit_ledger>(found->value).value();
}

bool erases_ledger(const decision& made) {
  return std::ranges::any_of(made.changes.erasures, [](const storage::erasure& each) {
    return each.where == storage::table::records &&
           is_ledger(static_cast<storage::customer_item>(storage::name_in(each.key).item));
  });
}

}  // namespace

TEST_CASE("a merge closes the one ledger by a transfer to the other, and leaves it where it is") {
  shop in;
  anna her(in);
  const std::int64_t end = in.world.now + 1000;
  her.done<methods::credit_grant>(
      R"({"customer": {"id": "c41"}, "amount": {"amount": 5, "currency": "EUR"}, "reference": "a"})");
  const auto made = merged(her, bob(in, with({{end, 30}, {{}, 20}})));
  REQUIRE(made);
  CHECK_FALSE(erases_ledger(*made));
  const auto his = put_ledger(*made, in, bob_number);
  CHECK(his.balance == 0);
  CHECK(his.lots.empty());
  CHECK(his.last_entry == 5);
  const auto hers = put_ledger(*made, in, {41});
  CHECK(hers.balance == 55);
  CHECK(hers.lots == credit_lots{{end, 30}, {{}, 25}});
  CHECK(hers.last_entry == 2);
  CHECK(expects_unchanged(*made, ledger_key(in, bob_number).view()));
  CHECK(expects_unchanged(*made, ledger_key(in, {41}).view()));
  CHECK(kinds_of(*made) == std::vector<std::string>{"credit.transferred_out",
                                                    "credit.transferred_in", "customer.merged_away",
                                                    "customer.merged"});
}

TEST_CASE("who had none himself has a ledger by a merge, even one with nothing in it") {
  shop in;
  anna her(in);
  const auto rich = merged(her, bob(in, with({{{}, 20}})));
  REQUIRE(rich);
  CHECK(rich->after.parts.counts->record.ledgers == 1);
  CHECK(rich->after.parts.credit->at("EUR")->record.balance == 20);
  const auto poor = merged(her, bob(in, with({})));
  REQUIRE(poor);
  CHECK(poor->after.parts.counts->record.ledgers == 1);
  CHECK(put_ledger(*poor, in, {41}).version == 1);
  CHECK(put_ledger(*poor, in, {41}).last_entry == 0);
}

TEST_CASE("what is due expires in the ledger that it is in before that is closed") {
  shop in;
  anna her(in);
  const auto made = merged(her, bob(in, with({{in.world.now, 30}, {{}, 20}})));
  REQUIRE(made);
  CHECK(put_ledger(*made, in, bob_number).last_entry == 6);
  CHECK(put_ledger(*made, in, {41}).balance == 20);
}

TEST_CASE("nobody is merged of whose credit some is held, nor where a balance would be too great") {
  shop in;
  anna her(in);
  CHECK(wrong_in(merged(her, bob(in, with({{{}, 20}}, 5)))) == "from: invalid_field");
  her.done<methods::credit_grant>(
      R"({"customer": {"id": "c41"}, "amount": {"amount": 1, "currency": "EUR"}, "reference": "a"})");
  CHECK(wrong_in(merged(her, bob(in, with({{{}, fields::integer_max}})))) == "limit_reached");
}

TEST_CASE("who has a ledger is erased without it, and not removed") {
  shop in;
  anna her(in);
  her.done<methods::credit_grant>(
      R"({"customer": {"id": "c41"}, "amount": {"amount": 5, "currency": "EUR"}, "reference": "a"})");
  decide_context context = in.account_context();
  context.whole = whole_account{{41}, *her.now.profile, her.now.checksum, {}, {}};
  context.whole->rows.push_back({std::string(ledger_key(in, {41}).view()), {}});
  CHECK(wrong_in(decide(asked<methods::customers_remove>(R"({"customer": {"id": "c41"}})"), her.now,
                        context)) == "has_orders");
  const auto asked_for =
      decide(asked<methods::customers_erase>(R"({"customer": {"id": "c41"}})"), her.now, context);
  const auto made =
      decide(asked<methods::customers_erase>(R"({"customer": {"id": "c41"}, "confirm": ")" +
                                             answered(asked_for, "confirm") + "\"}"),
             her.now, context);
  REQUIRE(made);
  CHECK(made->after.profile->erased);
  CHECK_FALSE(erases_ledger(*made));
}
