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
  void wake(std::uint64_t, std::uint64_t) noexcept override {}
  std::vector<std::pair<std::uint64_t, std::string>> answers;
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
