#include "actors/tenant/mixins.hpp"

#include "protocol/methods/mixins.hpp"
#include "protocol/records/change.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using methods::mixins_define;
using records::mixin_entity;

namespace {

constexpr const char* loyalty =
    R"({"entity": "customer", "indexed": ["tier", "points"], "schema": {"type": "object",
    "required": ["tier"], "properties": {"tier": {"type": "string"}, "points": {"type": "integer"}}}})";

std::string wrong_with(const tenant_view& tenant, const char* json) {
  fields::problems found;
  const fields::path root;
  const auto version = check_mixins(tenant, mixin_entity::customer, {wire::from_json(json).value()},
                                    root / "mixins", found);
  if (found.none()) return version ? "version " + std::to_string(*version) : "";
  return wrong_in(outcome<nothing>(found.take()));
}

std::vector<std::int64_t> columns_of(const tenant_view& tenant) {
  std::vector<std::int64_t> all;
  for (const auto& each : tenant.find_mixins(mixin_entity::customer)->record.indexed)
    all.push_back(each.column);
  return all;
}

using numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("mixins are checked against the newest schema, whose version is told") {
  shop in;
  in.make<mixins_define>(loyalty);
  CHECK(wrong_with(*in.view, R"({"tier": "gold"})") == "version 1");
  CHECK(wrong_with(*in.view, R"({"points": "7"})") ==
        "mixins.points: invalid_field, mixins.tier: missing_field");
  in.make<mixins_define>(R"({"entity": "customer", "schema": {"type": "object"}})");
  CHECK(wrong_with(*in.view, R"({"points": "7"})") == "version 2");
}

TEST_CASE("without a schema there is nothing that mixins may hold") {
  shop in;
  in.make<mixins_define>(R"({"entity": "address", "schema": {"type": "object"}})");
  CHECK(wrong_with(*in.view, R"({"tier": "gold"})") == "mixins: invalid_field");
  CHECK(wrong_with(*in.view, "{}").empty());
}

TEST_CASE("a definition is stored as the newest and as a version of its own, and journalled") {
  shop in;
  in.make<mixins_define>(loyalty);
  const storage::change_set& first = in.last.changes;
  REQUIRE(first.puts.size() == 2);
  CHECK(first.puts[0].key ==
        storage::record_key({7}, storage::record_kind::mixin_schema, 1).view());
  CHECK(first.puts[1].key == storage::mixin_version_key({7}, 1, 1).view());
  REQUIRE(first.expectations.size() == 1);
  CHECK(first.expectations[0].what == storage::expectation::kind::absent);
  const auto event = fields::decode_tagged<records::change>(first.journal.front().value);
  REQUIRE(event);
  CHECK(event->kind == "mixins.defined");
  CHECK(event->object == "customer");
  CHECK(event->version == 1);
  CHECK(event->fields_changed == std::vector<std::string>{"schema", "indexed"});
  const auto stored = fields::decode_tagged<records::mixin_schema>(first.puts[1].value);
  REQUIRE(stored);
  CHECK(stored->indexed == in.view->find_mixins(mixin_entity::customer)->record.indexed);
  CHECK(stored->columns.empty());  // those are the newest one's
  CHECK(stored->defined_at == in.world.now);
  in.make<mixins_define>(R"({"entity": "customer", "schema": {"type": "object"}})");
  CHECK(in.last.changes.puts.at(1).key == storage::mixin_version_key({7}, 1, 2).view());
}

TEST_CASE("what defines nothing new has no version and no event") {
  shop in;
  in.make<mixins_define>(loyalty);
  in.make<mixins_define>(loyalty);
  CHECK(in.last.changes.journal.empty());
  CHECK(in.last.changes.puts.empty());
  CHECK(in.view->find_mixins(mixin_entity::customer)->record.version == 1);
}

TEST_CASE("a definition can be made conditional, the first one as well") {
  shop in;
  in.options.if_version = 1;
  CHECK(wrong_in(in.decided<mixins_define>(loyalty)) == "version_conflict");
  in.options.if_version.reset();
  in.make<mixins_define>(loyalty);
  in.options.if_version = 1;
  in.make<mixins_define>(R"({"entity": "customer", "schema": {"type": "object"}})");
  CHECK(in.view->find_mixins(mixin_entity::customer)->record.version == 2);
}

TEST_CASE("a column belongs to one path and type for ever") {
  shop in;
  const auto define = [&](const char* type, const char* indexed) {
    in.make<mixins_define>(R"({"entity": "customer", "indexed": )" + std::string(indexed) +
                           R"(, "schema": {"type": "object", "properties": {"a": {"type": ")" +
                           type + R"("}, "b": {"type": "string"}}}})");
    return columns_of(*in.view);
  };
  CHECK(define("string", R"(["a", "b"])") == numbers{1000, 1001});
  CHECK(define("string", R"([])") == numbers{});
  CHECK(define("string", R"(["b"])") == numbers{1001});
  CHECK(define("integer", R"(["a", "b"])") == numbers{1002, 1001});
  CHECK(define("string", R"(["b", "a"])") == numbers{1001, 1000});
  CHECK(define("boolean", R"(["a"])") == numbers{1003});
}

TEST_CASE("nothing of an address is indexed, for there are no lists of addresses") {
  shop in;
  CHECK(wrong_in(in.decided<mixins_define>(
            R"({"entity": "address", "indexed": ["floor"], "schema": {"type": "object",
                "properties": {"floor": {"type": "integer"}}}})")) == "indexed: invalid_field");
}

TEST_CASE("only declared properties of simple type are indexed, each once, not too many") {
  shop in;
  CHECK(wrong_in(in.decided<mixins_define>(
            R"({"entity": "customer", "indexed": ["a", "b", "a", "c.d", "c"],
      "schema": {"type": "object", "properties": {"a": {"type": "string"},
                 "c": {"type": "object", "properties": {"d": {"type": "number"}}}}}})")) ==
        "indexed.1: invalid_field, indexed.2: invalid_field, indexed.4: invalid_field");
  std::string properties, names;
  for (int i = 0; i < 17; ++i) {
    const std::string name = "\"p" + std::to_string(i) + "\"";
    properties += (i ? ", " : "") + name + R"(: {"type": "string"})";
    names += (i ? ", " : "") + name;
  }
  CHECK(wrong_in(in.decided<mixins_define>(R"({"entity": "customer", "indexed": [)" + names +
                                           R"(], "schema": {"type": "object", "properties": {)" +
                                           properties + "}}}")) == "indexed: invalid_field");
}

TEST_CASE("there is a limit to versions and to columns") {
  shop in;
  const auto define = [&](std::size_t i) {
    const std::string name = "p" + std::to_string(i);
    return in.decided<mixins_define>(R"({"entity": "customer", "indexed": [")" + name +
                                     R"("], "schema": {"type": "object", "properties": {")" + name +
                                     R"(": {"type": "string"}}}})");
  };
  for (std::size_t i = 0; i < mixin_columns_max; ++i) in.apply(define(i));
  CHECK(wrong_in(define(mixin_columns_max)) == "limit_reached");
  CHECK(in.view->find_mixins(mixin_entity::customer)->record.version == mixin_versions_max);
  CHECK(wrong_in(in.decided<mixins_define>(
            R"({"entity": "customer", "schema": {"type": "object"}})")) == "limit_reached");
}

TEST_CASE("a schema that does not stand is refused with its path") {
  shop in;
  CHECK(
      wrong_in(in.decided<mixins_define>(
          R"({"entity": "customer", "indexed": ["a"], "schema": {"type": "object", "allOf": []}})")) ==
      "schema.allOf: invalid_field");
}

TEST_CASE("a schema that another daemon stored and this one cannot use lets nothing through") {
  tenant_view tenant;
  tenant.add(mixin_definition{{.version = 3}, std::nullopt});
  CHECK(wrong_with(tenant, "{}") == "mixins: internal");
}
