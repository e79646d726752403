#include "tools/client/client.hpp"

#include <catch2/catch.hpp>

#include "protocol/wire/json.hpp"
#include "tests/tools/client/fake_daemon.hpp"
#include "tools/client/answer.hpp"

using atrium::client;
using atrium::errc;
using atrium::test::fake_connection;
using atrium::test::fake_daemon;
using atrium::test::received_call;
using std::chrono::milliseconds;

namespace {

client connected_to(const fake_daemon& daemon, milliseconds patience = milliseconds(20'000)) {
  atrium::endpoint where;
  where.port = daemon.port();
  auto made = client::connect(where, "test", {milliseconds(20'000), patience});
  REQUIRE(made);
  return std::move(*made);
}

void echo(const received_call& call, const fake_connection& to) { to.answer(call, call.named); }

std::string encoded(const std::string& json) { return atrium::wire::from_json(json).value(); }

}  // namespace

TEST_CASE("a call carries its parameters there and its result back") {
  fake_daemon daemon(echo);
  client through = connected_to(daemon);
  const auto answer =
      through.call("rpc.ping", encoded(R"({"a":[1,"ü"]})"), encoded(R"({"idem":"k"})"));
  REQUIRE(answer);
  CHECK(atrium::wire::to_json(*answer, -1) == R"({"a": [1, "ü"]})");
  const auto calls = daemon.calls();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].method == "rpc.ping");
  CHECK(calls[0].options == R"({"idem": "k"})");
}

TEST_CASE("hello names the kind of key and asks for errors as maps") {
  fake_daemon daemon(echo);
  client through = connected_to(daemon);
  const atrium::access_key key{atrium::secret(std::string_view("ato_x")), true};
  REQUIRE(through.hello(&key));
  const std::string hello = encoded(daemon.calls().at(0).named);
  CHECK(atrium::text_member(hello, "auth.operator_key") == "ato_x");
  CHECK(atrium::text_member(hello, "errors") == "map");
  CHECK(atrium::text_member(hello, "client.name") == "test");
}

TEST_CASE("answers find their calls whatever order they come in") {
  std::vector<received_call> waiting;
  fake_daemon daemon([&](const received_call& call, const fake_connection& to) {
    waiting.push_back(call);
    if (waiting.size() < 3) return;
    for (auto one = waiting.rbegin(); one != waiting.rend(); ++one) to.answer(*one, one->named);
  });
  client through = connected_to(daemon);
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < 3; ++i)
    numbers.push_back(through.send("rpc.ping", encoded("{\"n\":" + std::to_string(i) + "}")));
  for (const int i : {1, 0, 2}) {
    const auto answer = through.receive(numbers[static_cast<std::size_t>(i)]);
    REQUIRE(answer);
    CHECK(atrium::integer_member(*answer, "n") == i);
  }
  CHECK_FALSE(through.receive(numbers[0]));  // each answer is given once
}

TEST_CASE("a refusal arrives whole and the client goes on") {
  fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    if (call.method == "rpc.ping") return to.answer(call, "{}");
    atrium::error why = atrium::refusal(errc::version_conflict, "changed", "set.email");
    why.retry_after_ms = 7;
    why.fields = {{"set.email", errc::invalid_field, "is not one"}};
    why.data = {{"version", std::int64_t{4}}, {"reason", std::string("x")}};
    to.refuse(call, why);
  });
  client through = connected_to(daemon);
  const auto answer = through.call("customers.update");
  REQUIRE_FALSE(answer);
  const atrium::error& told = answer.failure();
  CHECK(told.code == errc::version_conflict);
  CHECK(told.message == "changed");
  CHECK(told.path == "set.email");
  CHECK(told.retry_after_ms == 7);
  REQUIRE(told.fields.size() == 1);
  CHECK(told.fields[0] == atrium::field_error{"set.email", errc::invalid_field, "is not one"});
  REQUIRE(told.data.size() == 2);
  CHECK(std::get<std::int64_t>(told.data[0].second) == 4);
  CHECK(through.connected());
  CHECK(through.call("rpc.ping"));
}

TEST_CASE("an error that comes as text is read as well") {
  fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.refuse_as_text(call, atrium::refusal(errc::not_found, "nobody: here"));
  });
  client through = connected_to(daemon);
  const auto answer = through.call("customers.get");
  REQUIRE_FALSE(answer);
  CHECK(answer.failure().code == errc::not_found);
  CHECK(answer.failure().message == "nobody: here");
}

TEST_CASE("an unknown error code is kept in the message") {
  fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    std::string message{"\x94\x01"};
    message += static_cast<char>(call.msgid);
    to.write(message +
             "\xa9"
             "novel: hm"
             "\xc0");
  });
  client through = connected_to(daemon);
  const auto answer = through.call("rpc.ping");
  REQUIRE_FALSE(answer);
  CHECK(answer.failure().code == errc::internal);
  CHECK(answer.failure().message == "novel: hm");
}

TEST_CASE("no answer in time ends the connection, since a late one could be mistaken") {
  fake_daemon daemon([](const received_call&, const fake_connection&) {});
  client through = connected_to(daemon, milliseconds(20));
  const auto answer = through.call("rpc.ping");
  REQUIRE_FALSE(answer);
  CHECK(answer.failure().code == errc::deadline_exceeded);
  CHECK_FALSE(through.connected());
  CHECK_FALSE(through.call("rpc.ping"));
}

TEST_CASE("a daemon that hangs up is told from one that refuses") {
  fake_daemon daemon([](const received_call&, const fake_connection& to) { to.close(); });
  client through = connected_to(daemon);
  const auto answer = through.call("rpc.ping");
  REQUIRE_FALSE(answer);
  CHECK_FALSE(through.connected());
  CHECK(answer.failure().message.find("closed by the daemon") != std::string::npos);
}

TEST_CASE("whatever speaks something else is told so") {
  const std::string nonsense = GENERATE(std::string("HTTP/1.1 400 Bad Request\r\n\r\n"),
                                        std::string("\x94\x01\x63\xc0\x80", 5),  // no such call
                                        std::string("\x93\x01\x01\xc0", 4),
                                        std::string("\x92\x01\x01", 3), std::string("\xc1", 1));
  fake_daemon daemon([&](const received_call&, const fake_connection& to) { to.write(nonsense); });
  client through = connected_to(daemon, milliseconds(2'000));
  const auto answer = through.call("rpc.ping");
  REQUIRE_FALSE(answer);
  CHECK(answer.failure().message == "what answers there does not speak Atrium's protocol");
  CHECK_FALSE(through.connected());
}

TEST_CASE("notifications are kept until they are asked for") {
  fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.notify("changes.event", R"([{"seq":1}])");
    to.answer(call, "{}");
    to.notify("changes.event", R"([{"seq":2}])");
  });
  client through = connected_to(daemon);
  REQUIRE(through.call("rpc.ping"));
  for (const int seq : {1, 2}) {
    const auto one = through.next_notification(milliseconds(20'000));
    REQUIRE(one);
    CHECK(one->method == "changes.event");
    CHECK(atrium::wire::to_json(one->params, -1) == "[{\"seq\": " + std::to_string(seq) + "}]");
  }
  const auto none = through.next_notification(milliseconds(1));
  REQUIRE_FALSE(none);
  CHECK(none.failure().code == errc::deadline_exceeded);
  CHECK(through.connected());
}

TEST_CASE("a connection that nobody takes fails with the address in the message") {
  std::uint16_t free_port = 0;
  {
    fake_daemon daemon(echo);
    free_port = daemon.port();
  }
  atrium::endpoint where;
  where.port = free_port;
  const auto refused = client::connect(where, "test");
  REQUIRE_FALSE(refused);
  CHECK(refused.failure().message ==
        "cannot connect to 127.0.0.1:" + std::to_string(free_port) + ": Connection refused");
  where.socket = "/nowhere/atrium.sock";
  const auto missing = client::connect(where, "test");
  REQUIRE_FALSE(missing);
  CHECK(missing.failure().message ==
        "cannot connect to unix:/nowhere/atrium.sock: No such file or directory");
}

TEST_CASE("TLS to something that does not speak it fails instead of hanging") {
  fake_daemon daemon(echo);
  atrium::endpoint where;
  where.port = daemon.port();
  where.tls = true;
  const auto made = client::connect(where, "test", {milliseconds(200), milliseconds(200)});
  REQUIRE_FALSE(made);
}
