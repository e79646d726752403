#include "protocol/openrpc.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "protocol/methods/definitions.hpp"
#include "protocol/wire/json.hpp"

using namespace atrium;
using nlohmann::json;

namespace {

json document() { return json::parse(wire::to_json(openrpc_document(), -1)); }

// Every {"$ref": "#/…"} below `part`.
void collect_references(const json& part, std::set<std::string>& found) {
  if (part.is_object() && part.contains("$ref")) found.insert(part["$ref"].get<std::string>());
  if (part.is_structured())
    for (const auto& each : part) collect_references(each, found);
}

}  // namespace

TEST_CASE("the document is OpenRPC 1.3 and tells of every method once, in order") {
  const json all = document();
  CHECK(all.at("openrpc").get<std::string>().starts_with("1.3"));
  CHECK(all.at("info").contains("title"));
  CHECK(all.at("info").contains("version"));
  REQUIRE(all.at("methods").size() == methods::definitions.size());
  for (std::size_t i = 0; i < methods::definitions.size(); ++i) {
    const json& method = all["methods"][i];
    CAPTURE(methods::definitions[i].name);
    CHECK(method.at("name") == methods::definitions[i].name);
    CHECK_FALSE(method.at("summary").get<std::string>().empty());
    CHECK(method.at("params").is_array());
    CHECK(method.contains("result"));
  }
}

TEST_CASE("every parameter has a name and a schema, and what is required comes first") {
  const json all = document();
  for (const json& method : all.at("methods")) {
    CAPTURE(method.at("name"));
    std::set<std::string> names;
    bool may_be_required = true;
    for (const json& each : method.at("params")) {
      CHECK(names.insert(each.at("name").get<std::string>()).second);
      CHECK(each.contains("schema"));
      const bool is_required = each.value("required", false);
      CHECK((may_be_required || !is_required));
      may_be_required = is_required;
    }
  }
}

TEST_CASE("every reference in the document leads somewhere") {
  const json all = document();
  std::set<std::string> references;
  collect_references(all, references);
  for (const std::string& each : references) {
    CAPTURE(each);
    REQUIRE(each.starts_with("#"));
    CHECK(all.contains(json::json_pointer(each.substr(1))));
  }
}

TEST_CASE("the columns of lists are fields that a list shows") {
  const json all = document();
  json shown;
  for (const json& method : all.at("methods"))
    if (method.at("name") == "customers.list")
      shown = method["result"]["schema"]["properties"]["items"]["items"]["properties"];
  CHECK(all.at("x-list-columns").size() >= 27);
  for (const json& each : all.at("x-list-columns")) {
    CAPTURE(each);
    CHECK(shown.contains(each.at("field").get<std::string>()));
    CHECK(each.at("comparisons").get<std::string>().starts_with("eq, ne, "));
  }
}

TEST_CASE("the document is made once") {
  CHECK(openrpc_document().data() == openrpc_document().data());
}
