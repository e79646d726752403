#include "tools/bench/record.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace atrium::bench;

TEST_CASE("records have the promised size and begin with their id") {
  const record_maker records("run00001");
  const work what = GENERATE(work::get, work::create);
  const std::string id = records.id(what, 12'345);
  CHECK(id.size() == 20);
  CHECK(records.email(what, 12'345) == id + "@example.com");
  CHECK(records.body(what, 12'345, 9).size() == body_size);
  CHECK(records.body(what, 12'345, 9).starts_with(id));
  CHECK(records.body(what, 12'345, 9) != records.body(what, 12'345, 10));
  CHECK(records.change(what, 12'345, 9).size() == change_size);
}

TEST_CASE("what is filled is what is read and updated, in every run") {
  const record_maker one("run00001"), other("run00002");
  CHECK(one.id(work::fill, 7) == other.id(work::get, 7));
  CHECK(one.id(work::fill, 7) == other.id(work::update, 7));
}

TEST_CASE("created accounts are new in every run and apart from the filled ones") {
  const record_maker one("run00001"), other("run00002");
  const std::set<std::string> ids{one.id(work::create, 7), one.id(work::create, 8),
                                  other.id(work::create, 7), one.id(work::fill, 7)};
  CHECK(ids.size() == 4);
}

TEST_CASE("first names are letters and follow the revision") {
  CHECK(record_maker::first_name(0) == "Aaaaaaaa");
  CHECK(record_maker::first_name(0x12345f) == "Aabcdefp");
  CHECK(record_maker::first_name(1) != record_maker::first_name(2));
}
