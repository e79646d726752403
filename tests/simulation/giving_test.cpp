// Many give to one customer at once. Transfers take turns (actors/router/router.hpp, 6), so none of
// them has another's commit refused: nothing is decided again because of them. What a transfer can
// lose to is a commit of the customer's own that comes between its reading and its own commit; it
// takes two of these, which no other transfer can have lost to, until it asks for the way (7). So
// there are at most half as many asks as commits of the customer's own, however many give.
#include <catch2/catch.hpp>
#include <map>

#include "config/log.hpp"
#include "protocol/wire/cursor.hpp"
#include "tests/simulation/fresh_store.hpp"
#include "tests/simulation/life.hpp"
#include "tests/simulation/message.hpp"
#include "tests/simulation/post_office.hpp"

using namespace atrium;
using namespace atrium::simulation;

namespace {

constexpr std::size_t givers = 12;
constexpr std::int64_t gifts = 4;  // of each
constexpr std::int64_t given = givers * gifts;
constexpr std::int64_t bonuses = given / 4;  // commits of the receiver's own meanwhile
constexpr std::size_t bonuses_at_once = 3;
constexpr std::uint64_t seeds = 20;

std::string credit_of(const std::string& customer) {
  return "{\"customer\":{\"id\":\"" + customer + "\"}";
}
std::string euros(std::int64_t amount, std::string_view reference) {
  return ",\"amount\":{\"amount\":" + std::to_string(amount) +
         ",\"currency\":\"EUR\"},\"reference\":\"" + std::string(reference) + "\"}";
}

// The same on every machine.
config::settings usual_settings() {
  config::settings usual;
  usual.set<"hashing.threads">(1);
  usual.set<"scans.threads">(1);
  return usual;
}

// A daemon whose messages are handled in an order that the seed chooses, one tenant, those who give
// and the one who receives.
class charity {
 public:
  explicit charity(std::uint64_t seed)
      : order_(seed), post_(seed, true), life_(fresh_store(), settings_, clock_, post_, seed) {
    while (life_.step(order_)) {  // until the actors are there
    }
    const std::size_t operators = greet("operator_key", operator_key);
    const std::string made = done(
        call(operators, "tenants.create", R"({"tenant":"acme","name":"Acme","currency":"EUR"})"));
    shop_ = greet("api_key", text_in(made, "api_key"));
    receiver_ = make_customer(0);
    grant_receiver();
    for (std::size_t i = 1; i <= givers; ++i) {
      givers_.push_back(make_customer(i));
      done(call(shop_, "credit.grant", credit_of(givers_.back()) + euros(gifts, "start")));
    }
    decided_again_before_ = life_.node.figures.calls_decided_again.load();
    given_way_before_ = life_.node.figures.calls_given_way.load();
  }

  // All of them, all their gifts, at once.
  void give() {
    for (std::int64_t i = 0; i < gifts; ++i)
      for (const std::string& each : givers_)
        send(shop_, "credit.transfer",
             credit_of(each) + ",\"to\":{\"id\":\"" + receiver_ + "\"}" +
                 euros(1, "gift " + std::to_string(i)));
  }
  std::uint32_t ask_to_grant_receiver() {
    return send(shop_, "credit.grant", credit_of(receiver_) + euros(1, "bonus"));
  }
  void grant_receiver() {
    const std::uint32_t asked = ask_to_grant_receiver();
    await_all();
    done(asked);
  }
  bool is_answered(std::uint32_t asked) const { return answers_.contains(asked); }

  // Until `over` says so, or nothing happens any more.
  template <class Over>
  void await(Over&& over) {
    for (int pauses = 0; pauses < 400 && !over(); ++pauses) {
      while (!over() && life_.step(order_)) hear();
      if (!over()) life_.advance(virtual_world::longest_ms);
      hear();
    }
  }
  void await_all() {
    await([&] { return answers_.size() == asked_; });
    REQUIRE(answers_.size() == asked_);
  }
  void all_must_be_done() {
    await_all();
    for (const auto& [asked, heard] : answers_) {
      CAPTURE(asked, heard.words);
      CHECK(heard.ok);
    }
  }

  std::int64_t balance_of_receiver() {
    const std::string shown = done(call(shop_, "credit.balance", credit_of(receiver_) + "}"));
    wire::cursor items(member(shown, "items").value());
    std::uint32_t count = 0;
    std::string_view first;
    REQUIRE((items.read_array(count) && count == 1 && items.read_raw(first)));
    return integer_in(first, "balance").value();
  }

  std::int64_t decided_again() const {
    return life_.node.figures.calls_decided_again.load() - decided_again_before_;
  }
  std::int64_t given_way() const {
    return life_.node.figures.calls_given_way.load() - given_way_before_;
  }

 private:
  std::size_t greet(const std::string& kind, std::string_view secret) {
    const std::size_t connection = life_.connect();
    done(call(connection, "session.hello",
              R"({"protocol":1,"errors":"map","auth":{")" + kind + "\":\"" + std::string(secret) +
                  "\"}}"));
    return connection;
  }
  std::string make_customer(std::size_t number) {
    const std::string name = "c" + std::to_string(number);
    return text_in(done(call(shop_, "customers.create",
                             "{\"email\":\"" + name + "@example.com\",\"first_name\":\"" + name +
                                 R"(","last_name":"B"})")),
                   "id");
  }

  std::uint32_t send(std::size_t connection, std::string_view method, const std::string& named) {
    const std::uint32_t number = asked_++;
    life_.handle(connection, pack_call(number, method, named, "{}"));
    hear();
    return number;
  }
  std::uint32_t call(std::size_t connection, std::string_view method, const std::string& named) {
    const std::uint32_t number = send(connection, method, named);
    await_all();
    return number;
  }
  const std::string& done(std::uint32_t asked) const {
    const answer& heard = answers_.at(asked);
    CAPTURE(heard.words);
    REQUIRE(heard.ok);
    return heard.result;
  }
  void hear() {
    for (const auto& each : std::exchange(life_.out.responses, {})) {
      if (each.by_actor) life_.delivered(each.connection);
      const auto heard = read_answer(each.bytes);
      REQUIRE(heard);
      answers_.emplace(heard->msgid, *heard);
    }
  }

  simulation::random order_;
  const config::settings settings_ = usual_settings();
  machine_clock clock_;
  post_office post_;
  life life_;
  std::size_t shop_ = 0;
  std::string receiver_;
  std::vector<std::string> givers_;
  std::uint32_t asked_ = 0;
  std::map<std::uint32_t, answer> answers_;
  std::int64_t decided_again_before_ = 0;
  std::int64_t given_way_before_ = 0;
};

}  // namespace

TEST_CASE("nothing is decided again where many give to one who does nothing himself") {
  log::set_level(log::level::off);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    charity in(seed);
    in.give();
    in.all_must_be_done();
    CHECK(in.decided_again() == 0);
    CHECK(in.given_way() == 0);
    CHECK(in.balance_of_receiver() == given + 1);
    // He does not know of it yet, and finds out by his next command, once.
    in.grant_receiver();
    CHECK(in.decided_again() == 1);
    CHECK(in.given_way() == 0);
  }
}

TEST_CASE("few ask for the way where many give to one who is busy himself, and all arrives") {
  log::set_level(log::level::off);
  std::int64_t asked_for_the_way = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    charity in(seed);
    in.give();
    std::vector<std::uint32_t> under_way;
    for (std::int64_t left = bonuses; left > 0;) {
      in.await([&] {
        std::erase_if(under_way, [&](std::uint32_t each) { return in.is_answered(each); });
        return under_way.size() < bonuses_at_once;
      });
      REQUIRE(under_way.size() < bonuses_at_once);
      under_way.push_back(in.ask_to_grant_receiver());
      --left;
    }
    in.all_must_be_done();
    CHECK(in.balance_of_receiver() == given + bonuses + 1);
    CHECK(in.given_way() <= bonuses / 2);
    asked_for_the_way += in.given_way();
  }
  CHECK(asked_for_the_way > 0);
}
