#include "protocol/wire/envelope.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/packer.hpp"
#include "protocol/wire/scanner.hpp"
#include "protocol/wire/utf8.hpp"

using namespace atrium;
using namespace atrium::wire;
using namespace std::string_literals;

namespace {

std::string encoded(std::string_view json) {
  auto bytes = from_json(json);
  REQUIRE(bytes);
  return *bytes;
}

envelope accepted(const std::string& message) {
  const auto parsed = parse_envelope(message);
  REQUIRE(std::holds_alternative<envelope>(parsed));
  return std::get<envelope>(parsed);
}

rejected_message rejected(const std::string& message) {
  const auto parsed = parse_envelope(message);
  REQUIRE(std::holds_alternative<rejected_message>(parsed));
  const auto& rejection = std::get<rejected_message>(parsed);
  CHECK(rejection.refused.code == errc::bad_request);
  return rejection;
}

std::string written(const error& refused, error_form form) {
  buffer bytes;
  write_error(bytes, 7, refused, form);
  CHECK(scanner(limits{}).scan(bytes.view()).length == bytes.size());
  return to_json(bytes.view(), -1);
}

}  // namespace

TEST_CASE("a call is taken apart into method, parameters and options") {
  const std::string message = encoded(R"([0, 4294967295, "customers.get", [{"a": 1}, {"b": 2}]])");
  const envelope call = accepted(message);
  CHECK(call.type == message_type::request);
  CHECK(call.msgid == 4294967295U);
  CHECK(call.method == "customers.get");
  CHECK(to_json(call.named, -1) == R"({"a": 1})");
  CHECK(to_json(call.call, -1) == R"({"b": 2})");
}

TEST_CASE("parameters and options may be left out") {
  const std::string none = encoded(R"([0, 1, "m", []])");
  CHECK(accepted(none).named.empty());
  CHECK(accepted(none).call.empty());
  const std::string named = encoded(R"([0, 1, "m", [{}]])");
  CHECK(accepted(named).named == "\x80");
  CHECK(accepted(named).call.empty());
}

TEST_CASE("an empty array stands for an empty map, as Lua and PHP write it") {
  for (const char* json : {R"([0, 1, "m", [[]]])", R"([0, 1, "m", [[], []]])"}) {
    const std::string message = encoded(json);
    CHECK(accepted(message).named.empty());
    CHECK(accepted(message).call.empty());
  }
  const std::string mixed = encoded(R"([0, 1, "m", [[], {"b": 2}]])");
  CHECK(accepted(mixed).named.empty());
  CHECK(to_json(accepted(mixed).call, -1) == R"({"b": 2})");
}

TEST_CASE("nil stands for no parameters, as Go writes it") {
  for (const char* json :
       {R"([0, 1, "m", null])", R"([0, 1, "m", [null]])", R"([0, 1, "m", [null, null]])"}) {
    const std::string message = encoded(json);
    CHECK(accepted(message).named.empty());
    CHECK(accepted(message).call.empty());
  }
}

TEST_CASE("notifications, responses and wider encodings are understood") {
  const std::string notification = encoded(R"([2, "changes.ack", [{"seq": 5}]])");
  CHECK(accepted(notification).type == message_type::notification);
  CHECK(accepted(notification).method == "changes.ack");
  const std::string response = encoded(R"([1, 9, null, 5])");
  CHECK(accepted(response).type == message_type::response);
  CHECK(accepted(response).msgid == 9);
  const std::string wide =
      "\xdc\x00\x04\xd0\x00\xcf\x00\x00\x00\x00\x00\x00\x00\x05\xc4\x01m\xdd"
      "\x00\x00\x00\x01\xdf\x00\x00\x00\x00"s;
  CHECK(accepted(wide).msgid == 5);
  CHECK(accepted(wide).method == "m");
  CHECK(accepted(wide).named == "\xdf\x00\x00\x00\x00"s);
}

TEST_CASE("what is no call is rejected with the element that is wrong and its msgid") {
  struct row {
    const char* json;
    const char* named;
    bool with_msgid;
  };
  const row rows[] = {
      {R"([0, "x", "m", []])", "The msgid must be an integer, not string.", false},
      {R"([0, -1, "m", []])", "The msgid must be between 0 and 4294967295.", false},
      {R"([0, 4294967296, "m", []])", "The msgid must be between 0 and 4294967295.", false},
      {R"([0, 7, 5, []])", "The method must be a string, not integer.", true},
      {R"([0, 7, null, []])", "The method must be a string, not nil.", true},
      {R"([0, 7, "m", {}])", "params must be an array, not map.", true},
      {R"([0, 7, "m", [{}, {}, {}]])", "not 3 values.", true},
      {R"([0, 7, "m", [[1]]])", "params[0], the parameters by name, must be a map, not array.",
       true},
      {R"([0, 7, "m", [{}, [[]]]])", "params[1], the call options, must be a map, not array.",
       true},
      {R"([0, 7, "m", ["x"]])", "params[0], the parameters by name, must be a map, not string.",
       true},
      {R"([0, 7, "m", [{}, 1.5]])", "params[1], the call options, must be a map, not floating.",
       true},
      {R"([2, 5, []])", "The method must be a string, not integer.", false},
      {R"([3, 7, "m", []])", "[0, msgid, method, params]", false},
      {R"([2, 7, "m", []])", "[0, msgid, method, params]", false},
      {R"([0, 7, "m"])", "[0, msgid, method, params]", false},
      {R"({})", "The message must be an array, not map.", false},
  };
  for (const row& expected : rows) {
    INFO(expected.json);
    const rejected_message rejection = rejected(encoded(expected.json));
    CHECK_THAT(rejection.refused.message, Catch::Contains(expected.named));
    CHECK(rejection.msgid == (expected.with_msgid ? std::optional(7U) : std::nullopt));
  }
}

TEST_CASE("a notification that is no call of ours is told from a broken message") {
  CHECK(
      rejected(encoded(R"([2, "nvim_set_client_info", ["a", {}, "b", {}, {}]])")).of_notification);
  CHECK(rejected(encoded(R"([2, 5, []])")).of_notification);
  CHECK_FALSE(rejected(encoded(R"([0, 7, 5, []])")).of_notification);
  CHECK_FALSE(rejected(encoded(R"([3, 7, "m", []])")).of_notification);
}

TEST_CASE("a method that is not UTF-8 is rejected") {
  CHECK(rejected("\x94\x00\x07\xa1\xff\x90"s).refused.message == "The method is not valid UTF-8.");
}

TEST_CASE("a message cut short is rejected at every length") {
  const std::string message = encoded(R"([0, 300, "customers.get", [{"a": "b"}, {"c": [1, 2]}]])");
  for (std::size_t size = 0; size < message.size(); ++size) rejected(message.substr(0, size));
}

TEST_CASE("results and notifications have the shape of the specification") {
  buffer bytes;
  write_result_head(bytes, 70000);
  bytes.append(encoded(R"({"ok": true})"));
  CHECK(to_json(bytes.view(), -1) == R"([1, 70000, null, {"ok": true}])");
  bytes.clear();
  write_notification(bytes, "changes.event", encoded(R"([{"seq": 1}])"));
  CHECK(to_json(bytes.view(), -1) == R"([2, "changes.event", [{"seq": 1}]])");
}

TEST_CASE("an error as text is its code and message, and the fields behind it") {
  CHECK(written(refusal(errc::not_found, "No such customer."), error_form::text) ==
        R"([1, 7, "not_found: No such customer.", null])");
  CHECK(written(refusal(errc::invalid_field, "Not an e-mail.", "email"), error_form::text) ==
        R"j([1, 7, "invalid_field: Not an e-mail. (email)", null])j");
  error single = refusal(errc::missing_field, "email: is required", "email");
  single.fields = {{"email", errc::missing_field, "is required"}};
  CHECK(written(single, error_form::text) ==
        R"([1, 7, "missing_field: email: is required", null])");
  error several = refusal(errc::invalid_field, "Two fields are wrong.");
  several.fields = {{"email", errc::missing_field, "Is required."},
                    {"set.zip", errc::invalid_field, "Is too long."}};
  CHECK(written(several, error_form::text) ==
        R"j([1, 7, "invalid_field: Two fields are wrong. )j"
        R"j((email: Is required.; set.zip: Is too long.)", null])j");
}

TEST_CASE("an error as a map has the members it needs and no others") {
  CHECK(written(refusal(errc::not_found, "None."), error_form::map) ==
        R"([1, 7, {"code": "not_found", "message": "None.", "retryable": false}, null])");
  const error full{.code = errc::too_many_attempts,
                   .message = "Wait.",
                   .path = "username",
                   .fields = {{"username", errc::invalid_field, "No."}},
                   .retry_after_ms = 1500,
                   .data = {{"version", std::int64_t{7}}, {"reason", "inactive"}}};
  CHECK(
      written(full, error_form::map) ==
      R"([1, 7, {"code": "too_many_attempts", "message": "Wait.", "retryable": true, )"
      R"("retry_after_ms": 1500, "path": "username", "fields": [{"path": "username", )"
      R"("code": "invalid_field", "message": "No."}], "data": {"version": 7, "reason": "inactive"}}, null])");
}

TEST_CASE("every error code is written by its name") {
  for (const error_row& row : error_table) {
    const std::string json = written(refusal(row.code), error_form::map);
    CHECK_THAT(json, Catch::Contains("\"code\": \"" + std::string(row.name) + "\""));
    CHECK_THAT(json,
               Catch::Contains(row.retryable ? "\"retryable\": true" : "\"retryable\": false"));
  }
}

TEST_CASE("an error is valid UTF-8 and bounded whatever its texts hold") {
  error hostile{.code = errc::invalid_field,
                .message = "\xff" + std::string(1'000'000, '\xc3'),
                .path = std::string(100'000, '\x80')};
  for (int i = 0; i < 10'000; ++i) {
    hostile.fields.push_back(
        {"\xed\xa0\x80" + std::string(1000, 'p'), errc::invalid_field, "\xfe"});
    hostile.data.emplace_back("\xff" + std::to_string(i), std::string(10'000, '\xff'));
  }
  for (const error_form form : {error_form::text, error_form::map}) {
    buffer bytes;
    write_error(bytes, 7, hostile, form);
    CHECK(scanner(limits{}).scan(bytes.view()).length == bytes.size());
    CHECK(bytes.size() < 1'000'000);
    cursor at(bytes.view());
    std::uint32_t count = 0;
    REQUIRE(at.read_array(count));
    while (!at.at_end()) {  // every string anywhere inside
      std::string_view text;
      if (at.read_string(text))
        CHECK(is_valid_utf8(text));
      else if (!at.read_array(count) && !at.read_map(count))
        at.skip();
    }
  }
}
