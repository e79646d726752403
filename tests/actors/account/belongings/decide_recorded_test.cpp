#include <algorithm>

#include "protocol/methods/tenants.hpp"
#include "protocol/records/index_entries.hpp"
#include "tests/actors/account/belongings.hpp"
#include "tests/actors/account/changes.hpp"

using namespace atrium;
using namespace atrium::tests;
using storage::table;

namespace {

std::string order(const std::string& reference, std::int64_t placed_at, std::int64_t amount = 100,
                  const std::string& state = "new", const std::string& more = "") {
  return ordering_anna::order(reference, placed_at, amount, state, more);
}

storage::key order_at(const shop& in, std::int64_t time, std::int64_t number) {
  return actors::recorded_key<records::order>(in.view->number, {41},
                                              storage::timed_part(time, number));
}

// Where the reference leads to after the change; 0 if that is not told.
std::uint64_t part_named(const shop& in, const actors::decision& made,
                         const std::string& reference) {
  const storage::key name = actors::reference_key<records::order>(in.view->number, reference);
  const auto put = std::ranges::find(made.changes.puts, name.view(), &storage::put::key);
  if (put == made.changes.puts.end()) return 0;
  const auto entry = fields::decode_tagged<records::unique_entry>(put->value);
  REQUIRE(entry);
  CHECK(entry->number == 41);
  return static_cast<std::uint64_t>(entry->part.value_or(0));
}

std::vector<records::money> euros(std::int64_t amount) { return {{amount, "EUR"}}; }

}  // namespace

TEST_CASE("an order lies at its time, its reference leads to it, and the journal has no amount") {
  shop in;
  ordering_anna her(in);
  const auto made = her.record(order("W 1", 5000, 4711));
  CHECK(part_named(in, made, "W 1") == storage::timed_part(5000, 1));
  CHECK(her.orders.contains(storage::timed_part(5000, 1)));
  CHECK(expects_absent(made, table::unique,
                       actors::reference_key<records::order>(in.view->number, "W 1").view()));
  const records::change event = event_of(made.changes);
  CHECK(event.kind == "order.recorded");
  CHECK(event.object == "W 1");
  CHECK(event.version == 1);
  CHECK(event.fields_changed.empty());
  CHECK(made.changes.audit.empty());
  CHECK(her.now.profile->version == 1);
  CHECK_FALSE(her.now.parts.order);  // nothing of it is kept in memory
}

TEST_CASE("an order that is told of again is changed, not at all if it is told the same") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000, 100, "new", R"(, "lines": [{"sku": "A", "name": "Thing",
      "quantity": 1, "unit_price": {"amount": 100, "currency": "EUR"}}])"));
  in.world.now += 1000;
  const auto same = her.record(order("W 1", 5000));
  CHECK(same.changes.puts.empty());
  CHECK(same.changes.journal.empty());
  const auto sent = her.record(order("W 1", 5000, 100, "sent"));
  CHECK(expects_unchanged(sent, order_at(in, 5000, 1)));
  CHECK(part_named(in, sent, "W 1") == 0);
  const records::order& stored = her.orders.begin()->second.record;
  CHECK(stored.version == 2);
  CHECK(stored.state == "sent");
  CHECK(stored.lines.size() == 1);
  CHECK(stored.created_at == in.world.now - 1000);
  CHECK(stored.updated_at == in.world.now);
  CHECK(event_of(sent.changes).version == 2);
}

TEST_CASE("the summary counts orders in, over and out again") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000, 100));
  her.record(order("W 2", 6000, 50));
  CHECK(her.summary().count == 2);
  CHECK(her.summary().totals == euros(150));
  her.record(order("W 1", 5000, 30));
  CHECK(her.summary().totals == euros(80));
  her.record(order("W 2", 6000, 50, "cancelled"));
  CHECK(her.summary().count == 1);
  CHECK(her.summary().totals == euros(30));
  CHECK(her.summary().last->reference == "W 2");
  CHECK(her.summary().last->state == "cancelled");
  her.record(order("W 1", 5000, 30, "cancelled"));
  CHECK(her.summary().count == 0);
  CHECK(her.summary().totals.empty());
  CHECK(her.summary().orders == 2);
}

TEST_CASE("totals are kept for each currency by itself") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000, 100));
  her.record(R"({"reference": "W 2", "site": "north", "state": "new", "items": 1,
                 "grand_total": {"amount": 7, "currency": "chf"}})");
  CHECK(her.summary().totals == std::vector<records::money>{{7, "CHF"}, {100, "EUR"}});
}

TEST_CASE("what does not change the summary does not write it") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000));
  her.record(order("W 2", 6000));
  const auto sent = her.record(order("W 1", 5000, 100, "sent"));
  const storage::key summary = actors::summary_key(in.view->number, {41});
  CHECK(std::ranges::count(sent.changes.puts, summary.view(), &storage::put::key) == 0);
  const auto last = her.record(order("W 2", 6000, 100, "sent"));
  CHECK(puts(last, summary.view()));
  CHECK(her.summary().last->state == "sent");
}

TEST_CASE("an order that was placed at another time moves, and another one may be the last") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000));
  her.record(order("W 2", 6000));
  const auto moved = her.record(order("W 2", 4000));
  CHECK(erases(moved, order_at(in, 6000, 2).view()));
  CHECK(part_named(in, moved, "W 2") == storage::timed_part(4000, 2));
  CHECK(her.orders.size() == 2);
  CHECK(her.summary().last->reference == "W 1");
  CHECK(her.summary().last_number == 1);
  her.record(order("W 2", 7000));
  CHECK(her.summary().last->reference == "W 2");
  her.record(order("W 2", 6500));
  CHECK(her.summary().last->placed_at == 6500);
}

TEST_CASE("of those placed at the same time the one that was recorded last is the last") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000));
  her.record(order("W 2", 5000));
  CHECK(her.summary().last->reference == "W 2");
  her.record(order("W 1", 5000, 100, "sent"));
  CHECK(her.summary().last->reference == "W 2");
}

TEST_CASE("states that are not counted are a setting, which holds for what is recorded later") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 5000, 100, "refused"));
  in.make<methods::settings_update>(R"({"set": {"uncounted_order_states": ["refused"]}})");
  CHECK(her.summary().count == 1);
  her.record(order("W 2", 6000, 50, "cancelled"));
  CHECK(her.summary().totals == euros(150));
  const auto again = her.record(order("W 1", 5000, 100, "refused"));
  CHECK(event_of(again.changes).version == 2);
  CHECK(her.summary().count == 1);
  CHECK(her.summary().totals == euros(50));
}

TEST_CASE("a reference is one customer's, and a customer has so many orders and no more") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 1));
  her.record(order("W 2", 2));
  her.record(order("W 3", 3));
  CHECK(wrong_in(her.recorded(order("W 4", 4))) == "limit_reached");
  CHECK(her.recorded(order("W 3", 3, 100, "sent")));
  her.now.parts.order.emplace().taken = true;
  CHECK(wrong_in(her.decided<methods::orders_record>(R"({"customer": {"id": "c41"}, "order": )" +
                                                     order("W 9", 3) + "}")) ==
        "order.reference: reference_taken");
}

TEST_CASE("a total that clients could not read is refused") {
  shop in;
  in.limits.orders = 100;
  ordering_anna her(in);
  for (int i = 0; i < 9; ++i)
    her.record(order("W " + std::to_string(i), 1000 + i, methods::amount_max));
  CHECK(wrong_in(her.recorded(order("W 9", 2000, methods::amount_max))) == "limit_reached");
  CHECK(her.recorded(order("W 9", 2000, methods::amount_max, "cancelled")));
}

TEST_CASE("if_version of an order is its own") {
  shop in;
  ordering_anna her(in);
  in.options.if_version = 1;
  CHECK(wrong_in(her.recorded(order("W 1", 1))) == "version_conflict");
  in.options.if_version = {};
  her.record(order("W 1", 1));
  in.options.if_version = 2;
  CHECK(wrong_in(her.recorded(order("W 1", 1, 100, "sent"))) == "version_conflict");
  in.options.if_version = 1;
  CHECK(her.recorded(order("W 1", 1, 100, "sent")));
}

TEST_CASE("an order is of a site that is there, or was when it was recorded") {
  shop in;
  ordering_anna her(in);
  her.record(order("W 1", 1));
  in.caller.sites = {"south"};
  CHECK(wrong_in(her.recorded(order("W 1", 1, 100, "sent"))) == "order.site: not_found");
  in.caller.sites = {};
  for (auto& [part, each] : her.orders) each.record.site = "gone";
  const std::string gone = R"({"reference": "W 1", "site": "gone", "state": "sent", "items": 1,
                               "grand_total": {"amount": 1, "currency": "EUR"}})";
  CHECK(her.recorded(gone));
  her.orders.clear();
  CHECK(wrong_in(her.recorded(gone)) == "order.site: not_found");
}

TEST_CASE("money of an order is of one currency, and its total not negative") {
  shop in;
  ordering_anna her(in);
  CHECK(wrong_in(her.recorded(order("W 1", 1, -1))) == "order.grand_total.amount: invalid_field");
  const std::string line = R"({"sku": "A", "name": "A", "quantity": 1, "unit_price": )";
  CHECK(wrong_in(her.recorded(order("W 1", 1, 1, "new",
                                    R"(, "lines": [)" + line +
                                        R"({"amount": -5, "currency": "EUR"}}, )" + line +
                                        R"({"amount": 5, "currency": "USD"}}])"))) ==
        "order.lines.1.unit_price.currency: invalid_field");
}

TEST_CASE("a tenant without the capability records nothing") {
  shop in;
  ordering_anna her(in);
  in.make<methods::settings_update>(R"({"set": {"orders": false}})");
  CHECK(wrong_in(her.recorded(order("W 1", 1))) == "capability_off");
}

TEST_CASE(
    "a delivery lies where it was shipped, or else first recorded, and has what it is given") {
  shop in;
  ordering_anna her(in);
  const std::string first = R"({"reference": "D 1", "site": "north", "state": "packed", "items": 2,
      "address": {"city": "Rome", "country": "it"}})";
  const auto made = her.deliver(first);
  CHECK(event_of(made.changes).kind == "delivery.recorded");
  CHECK(her.deliveries.contains(storage::timed_part(in.world.now, 1)));
  CHECK(her.summary().deliveries == 1);
  CHECK(her.summary().count == 0);
  CHECK(her.deliver(first).changes.puts.empty());
  in.world.now += 1000;
  her.deliver(R"({"reference": "D 1", "site": "north", "state": "sent", "shipped_at": 5000})");
  REQUIRE(her.deliveries.size() == 1);
  const auto& [part, stored] = *her.deliveries.begin();
  CHECK(part == storage::timed_part(5000, 1));
  CHECK(stored.record.version == 2);
  CHECK_FALSE(stored.record.address);
  CHECK_FALSE(stored.record.items);
  her.deliver(R"({"reference": "D 2", "site": "north", "state": "sent"})");
  CHECK(wrong_in(her.delivered(R"({"reference": "D 3", "site": "north", "state": "sent"})")) ==
        "limit_reached");
  CHECK(wrong_in(her.delivered(R"({"reference": "D 2", "site": "north", "state": "sent",
                                   "address": {"mixins": {}}})")) ==
        "delivery.address.mixins: invalid_field");
}
