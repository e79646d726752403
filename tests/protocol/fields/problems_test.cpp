#include "protocol/fields/problems.hpp"

#include <catch2/catch.hpp>

using namespace atrium;

TEST_CASE("nothing more is said of what something was said about, or about a part of it") {
  const fields::path root;
  const fields::path set = root / "set";
  fields::problems found;
  found.add(set / "name", errc::invalid_field, "is not valid UTF-8");
  found.add(set / "schema" / "title", errc::invalid_field, "is not valid UTF-8");
  found.add_others({{"set.name", errc::missing_field, "is required"},
                    {"set.schema", errc::missing_field, "is required"},
                    {"set.names", errc::missing_field, "is required"},
                    {"set.schema.type", errc::missing_field, "is required"}});
  std::vector<std::string> paths;
  for (const field_error& each : found.take().fields) paths.push_back(each.path);
  CHECK(paths ==
        std::vector<std::string>{"set.name", "set.schema.title", "set.names", "set.schema.type"});
}
