#include "protocol/schema/schema.hpp"

#include <catch2/catch.hpp>

#include "protocol/fields/value.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/packer.hpp"

using namespace atrium;
using schema::compiled;
using schema::simple_type;

namespace {

std::string told(fields::problems& found) {
  std::string all;
  if (found.none()) return all;
  for (const field_error& each : found.take().fields)
    all += (all.empty() ? "" : ", ") + each.path + ": " + std::string(row_of(each.code).name);
  return all;
}

std::string packed(std::string_view json) {
  const auto bytes = wire::from_json(json);
  if (!bytes) FAIL(bytes.failure().message);
  return *bytes;
}

// All that is wrong with the schema.
std::string refused(std::string_view json) {
  fields::problems found;
  const fields::path root;
  const bool good = compiled::compile(packed(json), root / "schema", found).has_value();
  CHECK(good == found.none());
  return told(found);
}

compiled schema_of(std::string_view json) {
  fields::problems found;
  auto made = compiled::compile(packed(json), {}, found);
  if (!made) FAIL(found.take().message);
  return *std::move(made);
}

// All that is wrong with the encoded value.
std::string wrong_bytes(const compiled& by, std::string_view bytes) {
  fields::problems found;
  const fields::path root;
  const bool good = by.check(bytes, root / "mixins", found);
  CHECK(good == found.none());
  return told(found);
}

std::string wrong(const compiled& by, std::string_view json) {
  return wrong_bytes(by, packed(json));
}

// Of a value that the schema of one property allows or not.
bool allows(const std::string& property, const std::string& value) {
  const compiled by = schema_of(R"({"type": "object", "properties": {"x": )" + property + "}}");
  return wrong(by, R"({"x": )" + value + "}").empty();
}

std::string nested(int depth) {
  std::string text = R"({"type": "object"})";
  for (int i = 1; i < depth; ++i) text = R"({"type": "object", "properties": {"a": )" + text + "}}";
  return text;
}

}  // namespace

TEST_CASE("every keyword allows what it says and nothing else") {
  struct {
    const char* property;
    const char* good;  // an array
    const char* bad;
  } const cases[] = {
      {R"({"type": "string"})", R"(["", "1"])", R"([1, null, true, [], {}])"},
      {R"({"type": "integer"})", R"([0, -5, 9007199254740992])", R"([1.5, "1", null])"},
      {R"({"type": "number"})", R"([0, 1.5, -1e300])", R"(["1", false])"},
      {R"({"type": "boolean"})", R"([true, false])", R"([0, "true"])"},
      {R"({"type": "null"})", R"([null])", R"([0, "", false])"},
      {R"({"type": "array"})", R"([[], [1, "a"]])", R"([{}, "[]"])"},
      {R"({"type": "object"})", R"([{}, {"a": 1}])", R"([[], "{}"])"},
      {R"({"type": ["string", "null"]})", R"(["a", null])", R"([1, []])"},
      {R"({"enum": ["a", 1, null, {"b": [1]}]})", R"(["a", 1, null, {"b": [1]}])",
       R"(["b", 2, {"b": [2]}, {"b": [1], "c": 1}, "1"])"},
      {R"({"const": {"a": 1, "b": 2}})", R"([{"b": 2, "a": 1}])", R"([{"a": 1}, 1])"},
      {R"({"minLength": 2, "maxLength": 3})", R"(["ab", "abc", "👋👋👋", 7])", R"(["a", "abcd", ""])"},
      {R"({"minimum": 1, "maximum": 3})", R"([1, 2.5, 3, "0"])", R"([0.9, 3.1, -1])"},
      {R"({"exclusiveMinimum": 1, "exclusiveMaximum": 3})", R"([1.1, 2])", R"([1, 3, 0])"},
      {R"({"multipleOf": 5})", R"([0, 5, -10])", R"([1, 5.5, -4])"},
      {R"({"pattern": "^a+$"})", R"(["a", "aaa", 1])", R"(["", "ba", "ab", "a\n"])"},
      {R"({"pattern": "b"})", R"(["abc"])", R"(["ac"])"},
      {R"({"items": {"type": "integer"}})", R"([[], [1, 2], "x"])", R"([["a"], [1, null]])"},
      {R"({"minItems": 1, "maxItems": 2})", R"([[1], [1, 2]])", R"([[], [1, 2, 3]])"},
      {R"({"uniqueItems": true})", R"([[], [1, 2, "1"], [{"a": 1}, {"a": 2}]])",
       R"([[1, 1], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [1, 1.0]])"},
      {R"({"required": ["a"]})", R"([{"a": null}, {"a": 1, "b": 2}, []])", R"([{}, {"b": 1}])"},
      {R"({"minProperties": 1, "maxProperties": 2})", R"([{"a": 1}, {"a": 1, "b": 2}])",
       R"([{}, {"a": 1, "b": 2, "c": 3}])"},
      {R"({"properties": {"a": {"type": "string"}}})", R"([{"a": "x"}, {"b": 1}, {}])",
       R"([{"a": 1}])"},
      {R"({"properties": {"a": true}, "additionalProperties": false})", R"([{"a": 1}, {}])",
       R"([{"b": 1}])"},
      {R"({"additionalProperties": {"type": "integer"}})", R"([{"a": 1}])", R"([{"a": "x"}])"},
      {R"({"properties": {"a": false}})", R"([{}, {"b": 1}])", R"([{"a": 1}])"},
      {R"({"format": "date"})", R"(["2024-02-29", 5])",
       R"(["2023-02-29", "2024-2-1", "24-01-01", ""])"},
      {R"({"format": "date-time"})",
       R"(["2024-02-29T12:00:00Z", "2024-02-29t23:59:59.123+01:00", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00"])",
       R"(["2024-02-29", "2024-02-29T24:00:00Z", "2024-02-29T12:00:00", "2024-02-29T12:00:00.Z",
           "2024-02-29T12:00:60Z", "2024-02-29T12:00:00+1:00", "2024-02-29T12:00Z", "2024-02-29T12:00:00Zx"])"},
      {R"({"format": "email"})", R"(["a.b+c@example.com"])",
       R"(["a", "a@", "@b.de", "a b@example.com", "ü@example.com"])"},
      {R"({"title": "T", "description": "D", "default": 1, "examples": [1], "$comment": "C"})",
       R"([1, "a", null])", R"([])"},
  };
  for (const auto& each : cases) {
    const std::string all = packed(each.good), none = packed(each.bad);
    for (const auto& [values, good] : {std::pair{&all, true}, std::pair{&none, false}}) {
      wire::cursor from(*values);
      std::uint32_t count = 0;
      REQUIRE(from.read_array(count));
      for (std::uint32_t i = 0; i < count; ++i) {
        std::string_view value;
        REQUIRE(from.read_raw(value));
        const std::string json = wire::to_json(value, -1);
        CAPTURE(each.property, json);
        CHECK(allows(each.property, json) == good);
      }
    }
  }
}

TEST_CASE("a whole number is an integer however it was encoded") {
  const compiled by =
      schema_of(R"({"type": "object", "properties": {"x": {"type": "integer", "enum": [1]}}})");
  CHECK(wrong_bytes(by, std::string("\x81\xa1x\xcb\x3f\xf0\0\0\0\0\0\0", 12)).empty());  // 1.0
  CHECK(wrong_bytes(by, std::string("\x81\xa1x\xd3\0\0\0\0\0\0\0\x01", 12)).empty());    // int64 1
  CHECK(wrong_bytes(by, std::string("\x81\xa1x\xcb\x3f\xf8\0\0\0\0\0\0", 12)) ==         // 1.5
        "mixins.x: invalid_field");
}

TEST_CASE("all that is wrong with a value is told at once, with paths") {
  const compiled by =
      schema_of(R"({"type": "object", "required": ["tier", "since"], "additionalProperties": false,
      "properties": {"tier": {"enum": ["gold", "silver"]}, "since": {"type": "string", "format": "date"},
                     "pets": {"type": "array", "items": {"type": "object", "required": ["name"]}},
                     "loyalty": {"type": "object", "properties": {"points": {"type": "integer", "minimum": 0}}}}})");
  CHECK(
      wrong(
          by,
          R"({"tier": "gold", "since": "2024-01-01", "pets": [{"name": "Rex"}], "loyalty": {"points": 7}})")
          .empty());
  CHECK(
      wrong(
          by,
          R"({"tier": "lead", "pets": [{"name": "Rex"}, {}, 1], "loyalty": {"points": -1}, "shoe": 43})") ==
      "mixins.tier: invalid_field, mixins.pets.1.name: missing_field, mixins.pets.2: "
      "invalid_field, "
      "mixins.loyalty.points: invalid_field, mixins.shoe: unknown_parameter, mixins.since: "
      "missing_field");
}

TEST_CASE("what is not supported is refused when it is defined, with its path") {
  for (const char* keyword : {"$ref",
                              "$id",
                              "$defs",
                              "definitions",
                              "allOf",
                              "anyOf",
                              "oneOf",
                              "not",
                              "if",
                              "then",
                              "else",
                              "contains",
                              "patternProperties",
                              "propertyNames",
                              "dependencies",
                              "dependentRequired",
                              "prefixItems",
                              "additionalItems",
                              "unevaluatedProperties",
                              "contentEncoding",
                              "readOnly",
                              "anything"}) {
    CAPTURE(keyword);
    const std::string name(keyword);
    CHECK(refused(R"({"type": "object", ")" + name + R"(": {}})") ==
          "schema." + name + ": invalid_field");
    CHECK(refused(R"({"type": "object", "properties": {"a": {")" + name + R"(": {}}}})") ==
          "schema.properties.a." + name + ": invalid_field");
  }
}

TEST_CASE("a schema that says nonsense is refused, all of it at once") {
  struct {
    const char* schema;
    const char* wrong;
  } const cases[] = {
      {R"({})", "schema: invalid_field"},
      {R"({"type": "array"})", "schema: invalid_field"},
      {R"({"type": ["object", "null"]})", "schema: invalid_field"},
      {R"({"type": "map"})", "schema.type: invalid_field"},
      {R"({"type": []})", "schema.type: invalid_field"},
      {R"({"type": ["object", "object", 1, "map"]})",
       "schema.type.1: invalid_field, schema.type.2: invalid_field, schema.type.3: invalid_field"},
      {R"({"type": "object", "properties": {"a": {"minLength": -1, "maxLength": 1.5, "minimum": "1", "multipleOf": 0.5}}})",
       "schema.properties.a.minLength: invalid_field, schema.properties.a.maxLength: "
       "invalid_field, "
       "schema.properties.a.minimum: invalid_field, schema.properties.a.multipleOf: invalid_field"},
      {R"({"type": "object", "properties": {"a": {"pattern": "(", "format": "uri", "enum": [], "uniqueItems": 1}}})",
       "schema.properties.a.pattern: invalid_field, schema.properties.a.format: invalid_field, "
       "schema.properties.a.enum: invalid_field, schema.properties.a.uniqueItems: invalid_field"},
      {
          R"s({"type": "object", "properties": {"a": {"pattern": "(?=x)",
    "items" : [ {} ],
    "additionalProperties" : 1
  }
}
})s",
          "schema.properties.a.pattern: invalid_field, schema.properties.a.items: invalid_field, "
          "schema.properties.a.additionalProperties: invalid_field"},
      {R"({"type": "object", "required": ["a", 1, "a"], "properties": []})",
       "schema.required.1: invalid_field, schema.required: invalid_field, schema.properties: "
       "invalid_field"},
      {R"({"type": "object", "$schema": "http://json-schema.org/draft-04/schema#"})",
       "schema.$schema: invalid_field"},
      {R"({"type": "object", "properties": {"a": {"$schema": "https://json-schema.org/draft/2020-12/schema"}}})",
       "schema.properties.a.$schema: invalid_field"},
      {R"(true)", "schema: invalid_field"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.schema);
    CHECK(refused(each.schema) == each.wrong);
  }
  CHECK(
      refused(
          R"({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "required": []})")
          .empty());
}

TEST_CASE("a schema is bounded in depth, in number, in bytes and in patterns") {
  CHECK(refused(nested(16)).empty());
  CHECK_THAT(refused(nested(17)), Catch::EndsWith(".a: invalid_field"));
  const auto properties = [](int count, const std::string& each) {
    std::string text = R"({"type": "object", "properties": {)";
    for (int i = 0; i < count; ++i)
      text += (i ? ", \"p" : "\"p") + std::to_string(i) + "\": " + each;
    return text + "}}";
  };
  CHECK(refused(properties(999, "true")).empty());
  CHECK(refused(properties(1000, "true")) == "schema.properties.p999: invalid_field");
  CHECK(refused(properties(64, R"({"pattern": "a"})")).empty());
  CHECK(refused(properties(65, R"({"pattern": "a"})")) ==
        "schema.properties.p64.pattern: invalid_field");
  const std::string long_text(65536, 'x');
  CHECK(refused(R"({"type": "object", "description": ")" + long_text + R"("})") ==
        "schema: too_large");
  CHECK(refused(properties(1, R"({"pattern": ")" + std::string(1025, 'a') + R"("})")) ==
        "schema.properties.p0.pattern: invalid_field");
  CHECK(refused(properties(1, R"s({"pattern": "^\\p{L}{900}$"
})s")) == "schema.properties.p0.pattern: invalid_field");
  CHECK(refused(properties(1, R"({"pattern": "^\\p{L}[\\p{L} '-]*$"})")).empty());
}

TEST_CASE("a pattern that backtracks elsewhere takes no time") {
  const compiled by = schema_of(
      R"({"type": "object", "properties": {"x": {"type": "string", "pattern": "^(([a-z])+.)+[A-Z]([a-z])+$"}}})");
  CHECK(wrong(by, R"({"x": ")" + std::string(16000, 'a') + R"("})") == "mixins.x: invalid_field");
}

TEST_CASE("a property of one simple type is found by its path") {
  const compiled by = schema_of(R"({"type": "object", "properties": {
      "tier": {"type": "string"}, "born": {"type": ["integer", "null"]}, "either": {"type": ["string", "integer"]},
      "any": true, "never": false, "list": {"type": "array"},
      "loyalty": {"type": "object", "properties": {"rate": {"type": "number"}, "active": {"type": "boolean"}}}}})");
  CHECK(by.simple_property("tier") == simple_type::string);
  CHECK(by.simple_property("born") == simple_type::integer);
  CHECK(by.simple_property("loyalty.rate") == simple_type::number);
  CHECK(by.simple_property("loyalty.active") == simple_type::boolean);
  for (const char* path : {"", ".", "loyalty", "loyalty.", "loyalty.none", "either", "any", "never",
                           "list", "none", "tier.x", "loyalty.rate.x", ".tier"}) {
    CAPTURE(path);
    CHECK_FALSE(by.simple_property(path));
  }
}
