#include "actors/responder.hpp"

#include <catch2/catch.hpp>

#include "protocol/wire/json.hpp"

using namespace atrium;
using namespace atrium::actors;

namespace {

struct ledger : answer_sink {
  void deliver(std::uint64_t connection, std::string response) noexcept override {
    answers.emplace_back(connection, wire::to_json(response, -1));
  }
  void deliver_in_step(std::uint64_t connection, std::string response,
                       const answer_steps& kept) noexcept override {
    steps.push_back(kept.each);
    deliver(connection, std::move(response));
  }
  void wake(std::uint64_t, std::uint64_t) noexcept override {}
  std::vector<std::pair<std::uint64_t, std::string>> answers;
  std::vector<std::chrono::milliseconds> steps;  // of those that keep any
};

struct one_request {
  ledger to;
  answer_counts counts;
  responder reply{to, 5, 9, wire::error_form::text, counts};
};

}  // namespace

TEST_CASE("a request is answered once, whatever is said later") {
  one_request asked;
  asked.reply.succeed("\x07");
  asked.reply.succeed("\x08");
  asked.reply.fail(refusal(errc::not_found));
  REQUIRE(asked.to.answers.size() == 1);
  CHECK(asked.to.answers[0] == std::pair<std::uint64_t, std::string>{5, "[1, 9, null, 7]"});
  CHECK(asked.counts.calls == 1);
  CHECK(asked.counts.refused == 0);
}

TEST_CASE("a refusal is counted as such") {
  one_request asked;
  asked.reply.fail(refusal(errc::not_found, "no such thing"));
  REQUIRE(asked.to.answers.size() == 1);
  CHECK(asked.to.answers[0].second == R"([1, 9, "not_found: no such thing", null])");
  CHECK(asked.counts.calls == 1);
  CHECK(asked.counts.refused == 1);
}

TEST_CASE("a request that is lost is answered by itself: its outcome is unknown") {
  ledger to;
  answer_counts counts;
  { responder lost(to, 5, 9, wire::error_form::text, counts); }
  REQUIRE(to.answers.size() == 1);
  CHECK(to.answers[0].second.find("internal: ") != std::string::npos);
}

TEST_CASE("moving the obligation leaves none behind") {
  one_request asked;
  {
    responder other = std::move(asked.reply);
    CHECK_FALSE(asked.reply.pending());
    CHECK(other.pending());
    other.succeed("\x07");
  }
  asked.reply.succeed("\x08");
  CHECK(asked.to.answers.size() == 1);
}

TEST_CASE("an answer keeps its step, good or bad, also when it was handed on") {
  one_request first, second, third;
  for (one_request* each : {&first, &second})
    each->reply.keep_step({{}, std::chrono::milliseconds(50)});
  responder handed_on = std::move(first.reply);
  handed_on.succeed("\x07");
  second.reply.fail(refusal(errc::overloaded));
  third.reply.succeed("\x07");
  CHECK(first.to.steps == std::vector{std::chrono::milliseconds(50)});
  CHECK(second.to.steps == std::vector{std::chrono::milliseconds(50)});
  CHECK(third.to.steps.empty());
}

TEST_CASE("the next step is a whole number of them after the call, and later than now") {
  using std::chrono::milliseconds;
  const std::chrono::steady_clock::time_point began(milliseconds(1'000));
  const answer_steps steps{began, milliseconds(50)};
  const auto next = [&](int after) { return (steps.next(began + milliseconds(after)) - began); };
  CHECK(next(0) == milliseconds(50));
  CHECK(next(49) == milliseconds(50));
  CHECK(next(50) == milliseconds(100));
  CHECK(next(120) == milliseconds(150));
}

TEST_CASE("no more calls are admitted than the bound, and an answer makes room") {
  ledger to;
  answer_counts counts;
  const call_counter under_way = std::make_shared<std::atomic<std::int64_t>>(0);
  responder first(to, 1, 1, wire::error_form::text, counts);
  responder second(to, 1, 2, wire::error_form::text, counts);
  CHECK(first.admitted.enter(under_way, 1));
  CHECK_FALSE(second.admitted.enter(under_way, 1));
  CHECK(*under_way == 1);
  first.succeed("\x07");
  CHECK(*under_way == 0);
  CHECK(second.admitted.enter(under_way, 1));
}

TEST_CASE("what is admitted is counted down in the end, answered or not") {
  const call_counter under_way = std::make_shared<std::atomic<std::int64_t>>(0);
  {
    admission counted;
    CHECK(counted.enter(under_way, 2));
    admission moved = std::move(counted);
    CHECK(*under_way == 1);
  }
  CHECK(*under_way == 0);
}
