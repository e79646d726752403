#include "actors/router/twins.hpp"
#include "actors/commands.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;

namespace {

call_ptr keyed(const std::string& key) {
  auto made = make_call(methods::customers_update{}, responder{});
  made->retry = retry_key{key, "digest"};
  return made;
}

}  // namespace

TEST_CASE("the first with a key goes on; twins wait and go on in the order of their coming") {
  twins waiting;
  const call_ptr first = keyed("k"), second = keyed("k"), third = keyed("k");
  CHECK(waiting.enter(first));
  CHECK_FALSE(waiting.enter(second));
  CHECK_FALSE(waiting.enter(third));
  CHECK(waiting.leave("k") == std::vector{second, third});
}

TEST_CASE("other keys do not wait") {
  twins waiting;
  CHECK(waiting.enter(keyed("k")));
  CHECK(waiting.enter(keyed("other")));
}

TEST_CASE("a key that was left may be entered again") {
  twins waiting;
  CHECK(waiting.enter(keyed("k")));
  CHECK(waiting.leave("k").empty());
  CHECK(waiting.enter(keyed("k")));
}

TEST_CASE("leaving a key that nobody holds does nothing") {
  twins waiting;
  CHECK(waiting.leave("k").empty());
}
