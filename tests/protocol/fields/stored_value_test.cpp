#include "protocol/fields/stored_value.hpp"

#include <catch2/catch.hpp>

#include "tests/protocol/fields/sample.hpp"

using namespace atrium;
using namespace atrium::tests;

TEST_CASE("one value of a record is found without the others") {
  sample value;
  value.name = "anna";
  const std::string stored = fields::encode_tagged(value);
  const auto found = fields::stored_value(stored, fields::tag_of<sample>("name"));
  CHECK(found ==
        "\xa4"
        "anna");
  CHECK(fields::stored_value(stored, 99).empty());
  CHECK(fields::stored_value("", 1).empty());
}
