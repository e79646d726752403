#include "actors/router/reservations.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;

namespace {

call_ptr claiming(std::vector<std::string> names) {
  creation made;
  for (std::string& name : names)
    made.claims.push_back({std::move(name), errc::email_taken, "email", {}});
  return std::make_shared<call>(std::move(made), responder{});
}

const creation& of(const call_ptr& what) { return std::get<creation>(what->what); }

using calls = std::vector<call_ptr>;

}  // namespace

TEST_CASE("a free name keeps nobody waiting") {
  reservations names;
  CHECK_FALSE(names.queue_behind_holder(claiming({"a"})));
  CHECK(names.names_held() == 0);
}

TEST_CASE("who claims a held name waits, and is handed back in order when it is released") {
  reservations names;
  const call_ptr first = claiming({"a"}), second = claiming({"a"}), third = claiming({"a", "b"});
  names.reserve(of(first), "", {1});
  CHECK(names.queue_behind_holder(second));
  CHECK(names.queue_behind_holder(third));
  CHECK(names.release({1}) == calls{second, third});
  CHECK(names.names_held() == 0);
}

TEST_CASE("who waits holds nothing: a name that only he wants stays free") {
  reservations names;
  names.reserve(of(claiming({"a"})), "", {1});
  CHECK(names.queue_behind_holder(claiming({"a", "b"})));
  CHECK_FALSE(names.queue_behind_holder(claiming({"b"})));
  CHECK(names.names_held() == 1);
}

TEST_CASE("an account gives up all of its names at once, and no others") {
  reservations names;
  names.reserve(of(claiming({"a", "b"})), "c1", {1});
  names.reserve(of(claiming({"d"})), "", {2});
  CHECK(names.names_held() == 4);
  CHECK(names.queue_behind_holder(claiming({"c1"})));
  CHECK(names.release({1}).size() == 1);
  CHECK(names.names_held() == 1);
  CHECK(names.queue_behind_holder(claiming({"d"})));
}

TEST_CASE("an imported row waits for whom it names, and for the names that he would take") {
  reservations names;
  names.reserve(of(claiming({"id", "email"})), "", {1});
  const auto row = [](std::vector<std::string> known_by, outcome<creation> made) {
    return std::make_shared<call>(imported_row{{}, std::move(made), std::move(known_by)},
                                  responder{});
  };
  const auto taking = [](std::string name) {
    creation made;
    made.claims.push_back({std::move(name), errc::email_taken, "email", {}});
    return made;
  };
  const call_ptr broken = row({"id"}, refusal(errc::missing_field));
  const call_ptr whole = row({"other"}, taking("email"));
  CHECK(names.queue_behind_holder(broken));
  CHECK(names.queue_behind_holder(whole));
  CHECK_FALSE(names.queue_behind_holder(row({"other"}, taking("free"))));
  CHECK(names.release({1}) == calls{broken, whole});
}

TEST_CASE("releasing an account that holds nothing does nothing") {
  reservations names;
  CHECK(names.release({1}).empty());
}
