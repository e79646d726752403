#include "protocol/records/preferences.hpp"

#include <catch2/catch.hpp>

#include "protocol/methods/customers.hpp"
#include "protocol/wire/json.hpp"

using namespace atrium;

namespace {

// What a customer's preferences become, or "path: code" of what is wrong.
std::string taken(const std::string& preferences) {
  const auto call = fields::decode_parameters<methods::customers_update>(
      wire::from_json(R"({"customer": {"id": "a"}, "set": {"preferences": )" + preferences + "}}")
          .value());
  if (call) return wire::to_json(call->set.values().preferences.bytes, -1);
  std::string wrong;
  for (const auto& each : call.failure().fields)
    wrong += (wrong.empty() ? "" : ", ") + each.path + ": " + std::string(row_of(each.code).name);
  return wrong;
}

std::string as_it_is(const std::string& json) {
  return wire::to_json(wire::from_json(json).value(), -1);
}

std::string many(const std::string& key, int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += (all.empty() ? "" : ", ") + ("\"" + key + std::to_string(i)) + "\": 1";
  return "{" + all + "}";
}

}  // namespace

TEST_CASE("preferences have the tenant's own keys, with any value") {
  CHECK(taken("{}") == "{}");
  const std::string own = R"({"gift.wrap-2":true,"sizes":{"shoe":[41,42]},"none":null})";
  CHECK(taken(own) == as_it_is(own));
}

TEST_CASE("the language is a locale in canonical spelling") {
  CHECK(taken(R"({"a":1,"language":"PT-br","z":2})") ==
        as_it_is(R"({"a":1,"language":"pt-BR","z":2})"));
  CHECK(taken(R"({"language":"iw"})") == as_it_is(R"({"language":"he"})"));
  CHECK(taken(R"({"language": "deutsch"})") == "set.preferences.language: invalid_field");
  CHECK(taken(R"({"language": 7})") == "set.preferences.language: invalid_field");
  CHECK(taken(R"({"language": null})") == "set.preferences.language: invalid_field");
}

TEST_CASE("shipping options are lines of text, booleans and integers") {
  const std::string good = R"({"shipping":{"method":"express","neighbour":true,"floor":3}})";
  CHECK(taken(good) == as_it_is(good));
  CHECK(taken(R"({"shipping": "express"})") == "set.preferences.shipping: invalid_field");
  CHECK(taken(R"({"shipping": {"a": [], "b": "two\nlines", "c": {}}})") ==
        "set.preferences.shipping.a: invalid_field, set.preferences.shipping.b: invalid_field, "
        "set.preferences.shipping.c: invalid_field");
  CHECK(taken(R"({"shipping": )" + many("o", 21) + "}") ==
        "set.preferences.shipping: invalid_field");
}

TEST_CASE("preferences are few, and their keys are names") {
  CHECK(taken(many("k", 101)) == "set.preferences: invalid_field");
  CHECK(taken(many("k", 100)).size() > 100);
  for (const std::string key : {"", "a b", "\u00e9", "a/b"})
    CHECK(taken("{\"" + key + "\": 1}").ends_with(": invalid_field"));
  CHECK(taken("{\"" + std::string(65, 'k') + "\": 1}").ends_with(": invalid_field"));
}
