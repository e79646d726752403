#include "config/settings.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "config/check.hpp"
#include "config/threads.hpp"

using namespace atrium::config;

TEST_CASE("every default is allowed, alone and together") {
  const settings now;
  for (std::size_t row = 0; row < knobs.size(); ++row) {
    INFO(knobs[row].name);
    CHECK(refusal_of(knobs[row], now.at(row)) == std::nullopt);
  }
  CHECK(check_together(now, {}).empty());
}

TEST_CASE("a setting has the type of its knob") {
  const settings now;
  STATIC_REQUIRE(std::is_same_v<decltype(now.get<"front.io_threads">()), const std::int64_t&>);
  STATIC_REQUIRE(
      std::is_same_v<decltype(now.get<"listen.plaintext_beyond_loopback">()), const bool&>);
  STATIC_REQUIRE(std::is_same_v<decltype(now.get<"log.level">()), const std::string&>);
  STATIC_REQUIRE(std::is_same_v<decltype(now.get<"data.folder">()), const std::filesystem::path&>);
  STATIC_REQUIRE(
      std::is_same_v<decltype(now.get<"listen.addresses">()), const std::vector<std::string>&>);
  CHECK(now.get<"data.folder">() == "/var/lib/atrium");
  CHECK(now.get<"listen.addresses">() == std::vector<std::string>{"127.0.0.1:7420"});
}

TEST_CASE("the limits of the protocol and the admission bounds are the defaults") {
  const settings now;
  CHECK(now.get<"front.message_bytes_max">() == 4'194'304);
  CHECK(now.get<"front.depth_max">() == 32);
  CHECK(now.get<"front.items_max">() == 65'536);
  CHECK(now.get<"front.string_bytes_max">() == 65'536);
  CHECK(now.get<"front.in_flight_per_connection">() == 1'024);
  CHECK(now.get<"front.unread_reply_bytes_max">() == 8'388'608);
  CHECK(now.get<"front.hello_timeout_ms">() == 30'000);
  CHECK(now.get<"front.message_timeout_ms">() == 30'000);
  CHECK(now.get<"front.idle_timeout_ms">() == 600'000);
  CHECK(now.get<"admission.calls_max">() == 2'048);
  CHECK(now.get<"admission.tenant_calls_max">() == 256);
  CHECK(now.get<"admission.account_calls_max">() == 16);
  CHECK(now.get<"hashing.memory_kib">() == 19'456);
  CHECK(now.get<"hashing.passes">() == 2);
  CHECK_FALSE(now.get<"listen.plaintext_beyond_loopback">());
}

TEST_CASE("a program sets a knob by its name") {
  settings now;
  now.set<"front.io_threads">(3);
  now.set<"data.folder">("/tmp/x");
  CHECK(now.get<"front.io_threads">() == 3);
  CHECK(now.get<"data.folder">() == "/tmp/x");
  CHECK_FALSE(now == settings());
}

TEST_CASE("integers outside their range are refused, the edges are not") {
  for (const knob& row : knobs) {
    if (row.kind != knob_kind::integer) continue;
    INFO(row.name);
    CHECK_FALSE(refusal_of(row, row.allowed.min));
    CHECK_FALSE(refusal_of(row, row.allowed.max));
    CHECK(refusal_of(row, row.allowed.min - 1));
    CHECK(refusal_of(row, row.allowed.max + 1));
  }
}

TEST_CASE("random settings are allowed, and the same for the same seed") {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const settings drawn = random_settings(seed);
    INFO("seed " << seed);
    REQUIRE(drawn == random_settings(seed));
    for (std::size_t row = 0; row < knobs.size(); ++row) {
      INFO(knobs[row].name);
      REQUIRE(refusal_of(knobs[row], drawn.at(row)) == std::nullopt);
      if (knobs[row].kind == knob_kind::integer) {
        REQUIRE(std::get<std::int64_t>(drawn.at(row)) <= knobs[row].drawn_max);
      }
    }
    REQUIRE(check_together(drawn, {}).empty());
  }
}

TEST_CASE("random settings reach the edges, the default and what lies between") {
  constexpr std::size_t row = find_knob("front.idle_timeout_ms").value();
  std::set<std::int64_t> drawn;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    drawn.insert(std::get<std::int64_t>(random_settings(seed).at(row)));
  }
  CHECK(drawn.contains(knobs[row].allowed.min));
  CHECK(drawn.contains(knobs[row].allowed.max));
  CHECK(drawn.contains(knobs[row].fallback));
  CHECK(drawn.size() > 50);
}

TEST_CASE("automatic thread counts follow the cores") {
  settings now;
  const auto all = [&](unsigned cores) {
    return std::vector{io_threads(now, cores), scheduler_threads(now, cores),
                       hashing_threads(now, cores)};
  };
  CHECK(all(0) == std::vector{2U, 1U, 1U});  // hardware_concurrency() may not know
  CHECK(all(1) == std::vector{2U, 1U, 1U});
  CHECK(all(2) == std::vector{2U, 1U, 1U});
  CHECK(all(16) == std::vector{8U, 8U, 15U});
  now.set<"hashing.threads">(4);
  CHECK(hashing_threads(now, 2) == 4);
}
