#include "config/log.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

#include "config/secret.hpp"

using namespace atrium;

namespace {

const std::chrono::system_clock::time_point noon{std::chrono::milliseconds(1'764'072'000'007)};

std::string text(std::string_view event, std::vector<log::field> fields) {
  return log::format_line(log::format::text, noon, log::level::info, event, fields);
}

nlohmann::json json(std::string_view event, std::vector<log::field> fields) {
  return nlohmann::json::parse(
      log::format_line(log::format::json, noon, log::level::warning, event, fields));
}

// Sends the log into a stream and back to standard error.
struct captured {
  captured(log::level least, log::format form) { log::start(least, form, out); }
  ~captured() { log::start(log::level::info, log::format::text); }
  captured(const captured&) = delete;
  captured& operator=(const captured&) = delete;

  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream in(out.str());
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }

  std::ostringstream out;
};

}  // namespace

TEST_CASE("a line of text has time, level, event and values") {
  CHECK(text("listening", {{"address", "127.0.0.1:7420"}, {"threads", 2}, {"tls", true}}) ==
        "2025-11-25T12:00:00.007Z info    listening address=127.0.0.1:7420 threads=2 tls=true");
  CHECK(text("saved", {{"note", "two words"}, {"empty", ""}, {"ratio", 0.5}, {"least", -1}}) ==
        "2025-11-25T12:00:00.007Z info    saved note=\"two words\" empty=\"\" ratio=0.5 least=-1");
}

TEST_CASE("a value cannot forge a line or another value") {
  CHECK_THAT(text("x", {{"v", "a\n2025 error hacked"}}),
             Catch::EndsWith("v=\"a\\n2025 error hacked\""));
  CHECK_THAT(text("x", {{"v", "a admin=true"}}), Catch::EndsWith("v=\"a admin=true\""));
  CHECK_THAT(text("x", {{"v", "a=b"}}), Catch::EndsWith(" v=\"a=b\""));
  CHECK_THAT(text("x", {{"v", "\" admin=\"true"}}), Catch::EndsWith("v=\"\\\" admin=\\\"true\""));
  CHECK_THAT(text("x", {{"v", "\x1b[2J"}}), Catch::EndsWith("v=\"\\u001b[2J\""));
  CHECK_THAT(text("x", {{"v", "\xff"}}), Catch::EndsWith("v=\"\\xff\""));
}

TEST_CASE("a line of JSON is JSON and keeps the types of its values") {
  const auto line = json("said \"hi\"\n", {{"text", "a\"\\\n\x01"},
                                           {"least", std::numeric_limits<std::int64_t>::min()},
                                           {"most", std::numeric_limits<std::uint64_t>::max()},
                                           {"ratio", 0.25},
                                           {"infinite", std::numeric_limits<double>::infinity()},
                                           {"yes", true}});
  CHECK(line["time"] == "2025-11-25T12:00:00.007Z");
  CHECK(line["level"] == "warning");
  CHECK(line["event"] == "said \"hi\"\n");
  CHECK(line["text"] == "a\"\\\n\x01");
  CHECK(line["least"] == std::numeric_limits<std::int64_t>::min());
  CHECK(line["most"] == std::numeric_limits<std::uint64_t>::max());
  CHECK(line["ratio"] == 0.25);
  CHECK(line["infinite"].is_null());
  CHECK(line["yes"] == true);
}

TEST_CASE("JSON stays JSON for every byte and every pair of bytes") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string value{static_cast<char>(first), static_cast<char>(second)};
      const std::vector<log::field> fields{{"v", value}};
      const std::string line =
          log::format_line(log::format::json, noon, log::level::info, "e", fields);
      REQUIRE(nlohmann::json::accept(line));
      REQUIRE(std::ranges::none_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
    }
  }
}

TEST_CASE("a long value is cut between two characters") {
  const std::string long_text = std::string(log::value_bytes_max - 1, 'a') + "漢字";
  const auto line = json("e", {{"v", long_text}});
  CHECK(line["v"] == std::string(log::value_bytes_max - 1, 'a') + "…");
  const std::string fits(log::value_bytes_max, 'a');
  CHECK(json("e", {{"v", fits}})["v"] == fits);
}

TEST_CASE("lines below the level are not written") {
  const captured log_of_test(log::level::warning, log::format::text);
  log::trace("one");
  log::debug("two");
  log::info("three");
  log::warning("four");
  log::error("five");
  CHECK(log_of_test.lines().size() == 2);
  log::set_level(log::level::trace);
  log::trace("six");
  log::set_level(log::level::off);
  log::error("seven");
  const auto lines = log_of_test.lines();
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], Catch::Contains("warning four"));
  CHECK_THAT(lines[1], Catch::Contains("error   five"));
  CHECK_THAT(lines[2], Catch::Contains("trace   six"));
}

TEST_CASE("lines of many threads stay whole") {
  const captured log_of_test(log::level::info, log::format::json);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([thread] {
        for (int i = 0; i < 250; ++i) log::info("step", {{"thread", thread}, {"i", i}});
      });
    }
  }
  const auto lines = log_of_test.lines();
  CHECK(lines.size() == 1'000);
  CHECK(std::ranges::all_of(lines, [](const auto& l) { return nlohmann::json::accept(l); }));
}

TEST_CASE("braces and percent signs in a line are text") {
  const captured log_of_test(log::level::info, log::format::text);
  log::info("{} %v {0}", {{"v", "{}%v"}});
  CHECK_THAT(log_of_test.lines().at(0), Catch::EndsWith("{} %v {0} v={}%v"));
}

TEST_CASE("the words of the knobs are the levels and formats") {
  CHECK(log::level_named("trace") == log::level::trace);
  CHECK(log::level_named("warning") == log::level::warning);
  CHECK(log::level_named("off") == log::level::off);
  CHECK(log::format_named("json") == log::format::json);
  CHECK(log::format_named("text") == log::format::text);
}

TEST_CASE("a secret has no way into the log") {
  STATIC_REQUIRE(std::is_constructible_v<log::field, log::field_key, std::string>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<log::field, log::field_key, secret>);
}
