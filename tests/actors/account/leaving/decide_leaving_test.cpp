#include <algorithm>
#include <set>

#include "actors/account/decide.hpp"
#include "actors/account/leaving/erased_id.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/delivery.hpp"
#include "protocol/records/order.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::tests;
using actors::account_state;
using methods::customers_erase;
using methods::customers_remove;

namespace {

const std::string password_row(storage::customer_key({7}, {41}, storage::customer_item::password));

struct person {
  explicit person(shop& at, const std::string& id = R"("id": "anna", )") : in(at) {
    auto made = in.prepared<methods::customers_create>(
        "{" + id + R"("email": "anna@example.com", "username": "annabell", "first_name": "Anna",
            "last_name": "Bell", "external_id": "E 1", "phone": "+4930901820", "gender": "female",
            "date_of_birth": "1990-01-01", "company": "Bells", "salutation": "Dr",
            "preferences": {"language": "de"}})");
    if (!made) FAIL(made.failure().message);
    auto born = actors::decide(*made, {}, in.account_context("hash"));
    REQUIRE(born);
    now = born->after;
  }

  template <class Method>
  outcome<actors::decision> decided(const Method& command) {
    actors::decide_context context = in.account_context();
    context.whole = actors::whole_account{
        .account = context.account, .rows = {{password_row, ""}}, .absorbed = absorbed};
    for (const actors::account_row& each : more_rows) context.whole->rows.push_back(each);
    return actors::decide(command, now, context);
  }
  std::string confirm() {
    const auto asked = decided(customers_erase{});
    REQUIRE(asked);
    CHECK(asked->changes.puts.empty());
    CHECK(asked->changes.erasures.empty());
    CHECK(asked->changes.journal.empty());
    std::string answer = asked->answer;
    const auto at = answer.find("confirm");
    return answer.substr(at + 7 + 2, 48);  // a str 8 of 48 bytes
  }
  outcome<actors::decision> erased() { return decided(customers_erase{.confirm = confirm()}); }

  shop& in;
  account_state now;
  std::vector<records::customer> absorbed;
  std::vector<actors::account_row> more_rows;
};

// The tombstone of one who was merged into Anna.
records::customer twin() {
  return {.version = 2,
          .id = "twin",
          .number = 52,
          .reference = "r52",
          .external_id = "E 2",
          .custom_id = true,
          .merged_into = 41};
}

// Of single rows.
std::set<std::string> erased_keys(const actors::decision& made) {
  std::set<std::string> keys;
  for (const storage::erasure& each : made.changes.erasures)
    if (!each.all_below) keys.insert(each.key);
  return keys;
}

bool contains_a_put_of(const actors::decision& made, std::string_view key) {
  return std::any_of(made.changes.puts.begin(), made.changes.puts.end(),
                     [&](const storage::put& each) { return each.key == key; });
}

}  // namespace

TEST_CASE("an erased customer has no value in any personal field, and all others of before") {
  shop in;
  person anna(in);
  const auto made = anna.erased();
  REQUIRE(made);
  const records::customer& before = *anna.now.profile;
  const records::customer& after = *made->after.profile;
  CHECK(after.erased);
  CHECK(after.version == before.version + 1);
  const records::customer blank;
  const std::set<std::string_view> decided{"version",  "active", "on_hold",  "verified",
                                           "password", "erased", "custom_id"};
  fields::for_each_field<records::customer>([&](const auto& one) {
    CAPTURE(std::string(one.name));
    if (one.tag == records::customer::id_tag)
      CHECK(after.id == before.reference);
    else if (one.personal == fields::privacy::personal)
      CHECK(after.*one.member == blank.*one.member);
    else if (!decided.contains(one.name))
      CHECK(after.*one.member == before.*one.member);
  });
  for (const storage::put& each : made->changes.puts) {
    CHECK(each.value.find("nna") == std::string::npos);
    CHECK(each.key.find("nna") == std::string::npos);
  }
  CHECK(made->changes.leaves_residue);
  CHECK_FALSE(made->answer_shows_customer);
}

TEST_CASE("erasing frees logins and external id, takes the rows, and keeps the chosen id's hash") {
  shop in;
  person anna(in);
  const auto made = anna.erased();
  REQUIRE(made);
  const tenant_number tenant = in.view->number;
  CHECK(erased_keys(*made) ==
        std::set<std::string>{
            std::string(storage::login_key(tenant, default_realm, "anna@example.com").view()),
            std::string(storage::login_key(tenant, default_realm, "annabell").view()),
            std::string(
                storage::unique_key(tenant, storage::unique_space::external_id, "E 1").view()),
            std::string(
                storage::unique_key(tenant, storage::unique_space::customer_id, "anna").view()),
            password_row});
  CHECK(contains_a_put_of(*made, actors::erased_id_key(*in.view, "anna")));
}

TEST_CASE("who had been merged into an erased customer goes on leading to him, by no chosen id") {
  shop in;
  person anna(in);
  anna.absorbed.push_back(twin());
  const auto made = anna.erased();
  REQUIRE(made);
  const auto keys = erased_keys(*made);
  const tenant_number tenant = in.view->number;
  for (const auto& name : {storage::unique_key(tenant, storage::unique_space::external_id, "E 2"),
                           storage::unique_key(tenant, storage::unique_space::customer_id, "twin")})
    CHECK(keys.contains(std::string(name.view())));
  CHECK(contains_a_put_of(*made, actors::erased_id_key(*in.view, "twin")));
  const auto left = std::ranges::find(
      made->changes.puts, storage::customer_key(tenant, {52}).view(), &storage::put::key);
  REQUIRE(left != made->changes.puts.end());
  const auto tombstone = fields::decode_tagged<records::customer>(left->value);
  REQUIRE(tombstone);
  CHECK(tombstone->merged_into == 41);
  CHECK(tombstone->erased);
  CHECK(tombstone->id == "r52");
  CHECK(tombstone->version == 2);  // the journal tells of no other
}

TEST_CASE("who had been merged into a removed customer is gone with him") {
  shop in;
  person anna(in);
  anna.absorbed.push_back(twin());
  const auto made = anna.decided(customers_remove{});
  REQUIRE(made);
  CHECK(erased_keys(*made).contains(
      std::string(storage::customer_key(in.view->number, {52}).view())));
  CHECK(contains_a_put_of(*made, actors::erased_id_key(*in.view, "twin")));
}

TEST_CASE("a generated id stays on the tombstone") {
  shop in;
  person anna(in, "");
  const auto made = anna.erased();
  REQUIRE(made);
  CHECK(made->after.profile->id == "c41");
  CHECK_FALSE(contains_a_put_of(*made, actors::erased_id_key(*in.view, "c41")));
}

TEST_CASE("the journal tells of an erasure without id and reason") {
  shop in;
  person anna(in);
  in.options.reason = "Anna Bell asked for it";
  const auto made = anna.erased();
  REQUIRE(made);
  const auto event = fields::decode_tagged<records::change>(made->changes.journal.front().value);
  REQUIRE(event);
  CHECK(event->kind == "customer.erased");
  CHECK(event->account == 41);
  CHECK(event->version == made->after.profile->version);
  CHECK_FALSE(event->reason);
  CHECK(event->chosen_id.value_or(false));
}

TEST_CASE("a confirmation holds for its customer, his version, its tenant and 15 minutes") {
  shop in;
  person anna(in);
  const std::string confirm = anna.confirm();
  const auto code = [&](const std::string& given) -> std::optional<errc> {
    const auto made = anna.decided(customers_erase{.confirm = given});
    return made ? std::optional<errc>{} : made.failure().code;
  };
  CHECK(code(confirm) == std::nullopt);
  std::string other = confirm;
  other[20] = other[20] == '0' ? '1' : '0';
  CHECK(code(other) == errc::invalid_token);
  other = confirm;
  other[15] = other[15] == '0' ? '1' : '0';  // the time
  CHECK(code(other) == errc::invalid_token);
  CHECK(code("") == errc::invalid_token);
  CHECK(code(confirm + "00") == errc::invalid_token);
  CHECK(code(confirm.substr(2)) == errc::invalid_token);

  in.world.now += 15 * 60'000;
  CHECK(code(confirm) == std::nullopt);
  in.world.now += 1;
  CHECK(code(confirm) == errc::invalid_token);
  in.world.now -= 1;
  ++anna.now.profile->version;
  CHECK(code(confirm) == errc::invalid_token);
}

TEST_CASE("nothing can be done with one who was erased") {
  shop in;
  person anna(in);
  const std::string confirm = anna.confirm();
  anna.now = anna.erased()->after;
  CHECK(wrong_in(anna.decided(customers_erase{})) == "not_found");
  CHECK(wrong_in(anna.decided(customers_erase{.confirm = confirm})) == "not_found");
  CHECK(wrong_in(anna.decided(customers_remove{})) == "not_found");
  CHECK(wrong_in(anna.decided(asked<methods::customers_update>(
            R"({"customer": {"id": "anna"}, "set": {"last_name": "X"}})"))) == "not_found");
}

TEST_CASE("removing takes every row and name, and keeps only that the id was there") {
  shop in;
  for (const auto& [given, id] :
       {std::pair{std::string(R"("id": "anna", )"), std::string("anna")}, {"", "c41"}}) {
    person anna(in, given);
    const auto made = anna.decided(customers_remove{});
    REQUIRE(made);
    CHECK_FALSE(made->after.profile);
    const auto keys = erased_keys(*made);
    CHECK(keys.contains(std::string(storage::customer_key(in.view->number, {41}).view())));
    CHECK(keys.contains(password_row));
    REQUIRE(made->changes.puts.size() == 1);
    CHECK(made->changes.puts[0].key == actors::erased_id_key(*in.view, id).view());
    CHECK(made->changes.leaves_residue);
  }
}

TEST_CASE("a chosen id must not be that of one who was erased") {
  shop in;
  auto made = in.prepared<methods::customers_create>(
      R"({"id": "anna", "email": "a@example.com", "first_name": "A", "last_name": "B"})");
  REQUIRE(made);
  const auto born = actors::decide(*made, {}, in.account_context());
  REQUIRE(born);
  CHECK(std::any_of(born->changes.expectations.begin(), born->changes.expectations.end(),
                    [&](const storage::expectation& each) {
                      return each.what == storage::expectation::kind::absent &&
                             each.key == actors::erased_id_key(*in.view, "anna").view();
                    }));
}

TEST_CASE("who has ordered, or was delivered to, is not removed") {
  shop in;
  person anna(in);
  CHECK(anna.decided(customers_remove{}));
  auto& summary = anna.now.parts.summary.emplace().record;
  summary.orders = 1;
  CHECK(wrong_in(anna.decided(customers_remove{})) == "has_orders");
  summary = {.deliveries = 1};
  CHECK(wrong_in(anna.decided(customers_remove{})) == "has_orders");
}

TEST_CASE("an erasure leaves deliveries without what tells of the person, and takes carts") {
  shop in;
  person anna(in);
  const auto row_of = [](const storage::key& key, std::string value) {
    return actors::account_row{std::string(key.view()), std::move(value)};
  };
  const auto order = actors::recorded_key<records::order>({7}, {41}, 5);
  const auto delivery = actors::recorded_key<records::delivery>({7}, {41}, 6);
  const auto cart = storage::customer_part_key({7}, {41}, storage::customer_item::carts, 1);
  const records::delivery before{.reference = "D 1",
                                 .carrier = "Post",
                                 .tracking = "Anna 1",
                                 .address = fields::dynamic_map{"\x81\xa1z\xa4nna1"}};
  anna.more_rows = {row_of(order, "any"), row_of(delivery, fields::encode_tagged(before)),
                    row_of(cart, "")};
  const auto made = anna.erased();
  REQUIRE(made);
  const auto keys = erased_keys(*made);
  CHECK_FALSE(keys.contains(std::string(order.view())));
  CHECK(keys.contains(std::string(cart.view())));
  const auto put = std::ranges::find(made->changes.puts, delivery.view(), &storage::put::key);
  REQUIRE(put != made->changes.puts.end());
  const auto after = fields::decode_tagged<records::delivery>(put->value);
  REQUIRE(after);
  CHECK(after->reference == "D 1");
  CHECK(after->carrier == "Post");
  CHECK_FALSE(after->tracking);
  CHECK_FALSE(after->address);
}
