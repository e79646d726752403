#include "actors/account/identity/guessing.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;
using records::login_guard;

namespace {

constexpr std::int64_t now = 1'700'000'000'000;
constexpr guess_policy policy{.free = 5, .max = 100};

login_guard failed(std::int64_t times, std::int64_t at = now) {
  login_guard guard;
  for (std::int64_t i = 0; i < times; ++i) count_failure(guard, {}, policy, at);
  return guard;
}

std::optional<std::int64_t> wait_of(const login_guard& guard, int under_way = 0,
                                    std::int64_t at = now) {
  const auto refused = refuse_guess(guard, {}, under_way, policy, at);
  if (!refused) return {};
  CHECK(refused->code == errc::too_many_attempts);
  return refused->retry_after_ms.value_or(-1);
}

}  // namespace

TEST_CASE("so many failures are free, then each further one doubles the wait") {
  CHECK_FALSE(wait_of(failed(4)));
  CHECK(wait_of(failed(5)) == 1'000);
  CHECK(wait_of(failed(6)) == 2'000);
  CHECK(wait_of(failed(9)) == 16'000);
  CHECK(wait_of(failed(40)) == longest_wait_ms);
  CHECK(wait_of(failed(99)) == longest_wait_ms);
}

TEST_CASE("after the wait one guess is looked at") {
  CHECK(wait_of(failed(6), 0, now + 1'999) == 1);
  CHECK_FALSE(wait_of(failed(6), 0, now + 2'000));
}

TEST_CASE("of fifty guesses at once no more are looked at than are free") {
  int looked_at = 0;
  for (int i = 0; i < 50; ++i)
    if (!refuse_guess({}, {}, looked_at, policy, now)) ++looked_at;
  CHECK(looked_at == 5);
  // Nor does the end of a wait let more than one through.
  const login_guard guard = failed(6);
  CHECK_FALSE(wait_of(guard, 0, now + 2'000));
  CHECK(wait_of(guard, 1, now + 2'000) == 4'000);
}

TEST_CASE("failures are forgotten with time, and with a good login") {
  CHECK_FALSE(wait_of(failed(20), 0, now + failures_window_ms));
  login_guard guard = failed(20);
  count_failure(guard, {}, policy, now + failures_window_ms);
  CHECK(guard.failures == 1);
  guard = failed(20);
  forget_failures(guard, {}, now);
  CHECK_FALSE(wait_of(guard));
}

TEST_CASE("after too many in a row only a reset helps, however long one waits") {
  CHECK(wait_of(failed(100), 0, now + 2 * failures_window_ms) == -1);
}

TEST_CASE("a known device is counted apart") {
  login_guard guard = failed(50);
  remember_device(guard, "phone", now);
  const auto device = known_device(guard, "phone");
  REQUIRE(device);
  CHECK_FALSE(known_device(guard, "laptop"));
  for (std::int64_t i = 0; i < device_failures_max; ++i) {
    CHECK_FALSE(refuse_guess(guard, device, 0, policy, now));
    count_failure(guard, device, policy, now);
  }
  CHECK(guard.failures == 50);
  CHECK_FALSE(known_device(guard, "phone"));  // from here on it is one like any other
  CHECK(wait_of(guard) == longest_wait_ms);
}

TEST_CASE("guesses under way count for a known device, too") {
  login_guard guard;
  remember_device(guard, "phone", now);
  CHECK_FALSE(refuse_guess(guard, 0, device_failures_max - 1, policy, now));
  CHECK(refuse_guess(guard, 0, device_failures_max, policy, now));
}

TEST_CASE("the device that was not used for longest makes room") {
  login_guard guard;
  for (std::size_t i = 0; i < devices_max; ++i)
    remember_device(guard, "device " + std::to_string(i), now + static_cast<std::int64_t>(i));
  forget_failures(guard, 0, now + 1'000);
  remember_device(guard, "one more", now + 2'000);
  CHECK(guard.devices.size() == devices_max);
  CHECK(known_device(guard, "device 0"));
  CHECK_FALSE(known_device(guard, "device 1"));
}
