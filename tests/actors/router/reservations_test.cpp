#include "actors/router/reservations.hpp"
#include "actors/commands.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;

namespace {

call_ptr some_call() { return make_call(creation{}, responder{}); }

using calls = std::vector<call_ptr>;

}  // namespace

TEST_CASE("a free name keeps nobody waiting") {
  reservations names;
  CHECK_FALSE(names.queue_behind_holder(some_call(), {"a"}));
  CHECK(names.names_held() == 0);
}

TEST_CASE("who claims a held name waits, and is handed back in order when it is released") {
  reservations names;
  const call_ptr second = some_call(), third = some_call();
  names.reserve({"a"}, {1});
  CHECK(names.queue_behind_holder(second, {"a"}));
  CHECK(names.queue_behind_holder(third, {"a", "b"}));
  CHECK(names.release({1}) == calls{second, third});
  CHECK(names.names_held() == 0);
}

TEST_CASE("who waits holds nothing: a name that only he wants stays free") {
  reservations names;
  names.reserve({"a"}, {1});
  CHECK(names.queue_behind_holder(some_call(), {"a", "b"}));
  CHECK_FALSE(names.queue_behind_holder(some_call(), {"b"}));
  CHECK(names.names_held() == 1);
}

TEST_CASE("a call gives up all of its names at once, and no others") {
  reservations names;
  names.reserve({"a", "b", "c1"}, {1});
  names.reserve({"d"}, {2});
  CHECK(names.names_held() == 4);
  CHECK(names.queue_behind_holder(some_call(), {"c1"}));
  CHECK(names.release({1}).size() == 1);
  CHECK(names.names_held() == 1);
  CHECK(names.queue_behind_holder(some_call(), {"d"}));
}

TEST_CASE("releasing a call that holds nothing does nothing") {
  reservations names;
  CHECK(names.release({1}).empty());
}
