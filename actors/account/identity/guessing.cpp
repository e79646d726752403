#include "actors/account/identity/guessing.hpp"

#include <algorithm>

namespace atrium::actors {
namespace {

// As many as are locked for good are not forgotten with time.
std::int64_t failures_at(const records::login_guard& guard, const guess_policy& policy,
                         std::int64_t now_ms) {
  const bool old = guard.last_failure_at + failures_window_ms <= now_ms;
  return old && guard.failures < policy.max ? 0 : guard.failures;
}

std::int64_t wait_after(std::int64_t failures, const guess_policy& policy) {
  const std::int64_t doubled = std::min<std::int64_t>(failures - policy.free, 30);
  return std::min(longest_wait_ms, first_wait_ms << doubled);
}

error too_many(std::optional<std::int64_t> wait_ms) {
  error refused = refusal(errc::too_many_attempts);
  if (wait_ms)
    refused.retry_after_ms = wait_ms;
  else
    refused.message = "Too many in a row: the password has to be reset.";
  return refused;
}

}  // namespace

std::optional<std::size_t> known_device(const records::login_guard& guard, std::string_view hash) {
  const auto found = std::ranges::find(guard.devices, hash, &records::known_device::hash);
  if (found == guard.devices.end() || found->failures >= device_failures_max) return {};
  return static_cast<std::size_t>(found - guard.devices.begin());
}

std::optional<error> refuse_guess(const records::login_guard& guard,
                                  std::optional<std::size_t> device, int under_way,
                                  const guess_policy& policy, std::int64_t now_ms) {
  if (device) {
    if (guard.devices[*device].failures + under_way < device_failures_max) return {};
    return too_many(first_wait_ms);
  }
  const std::int64_t failures = failures_at(guard, policy, now_ms) + under_way;
  if (failures >= policy.max) return too_many({});
  if (failures < policy.free) return {};
  // One under way may have failed this very moment.
  const std::int64_t last = under_way > 0 ? now_ms : guard.last_failure_at;
  const std::int64_t until = last + wait_after(failures, policy);
  if (until <= now_ms) return {};
  return too_many(until - now_ms);
}

std::optional<std::int64_t> waits_until(const records::login_guard& guard,
                                        const guess_policy& policy, std::int64_t now_ms) {
  const std::int64_t failures = failures_at(guard, policy, now_ms);
  if (failures < policy.free) return {};
  const std::int64_t until = guard.last_failure_at + wait_after(failures, policy);
  return until > now_ms ? std::optional(until) : std::nullopt;
}

void count_failure(records::login_guard& guard, std::optional<std::size_t> device,
                   const guess_policy& policy, std::int64_t now_ms) {
  if (device) {
    ++guard.devices[*device].failures;
    return;
  }
  guard.failures = failures_at(guard, policy, now_ms) + 1;
  guard.last_failure_at = now_ms;
}

void forget_failures(records::login_guard& guard, std::optional<std::size_t> device,
                     std::int64_t now_ms) {
  guard.failures = 0;
  if (!device) return;
  guard.devices[*device].failures = 0;
  guard.devices[*device].used_at = now_ms;
}

void remember_device(records::login_guard& guard, std::string hash, std::int64_t now_ms) {
  if (guard.devices.size() >= devices_max)
    guard.devices.erase(
        std::ranges::min_element(guard.devices, {}, &records::known_device::used_at));
  guard.devices.push_back({std::move(hash), 0, now_ms});
}

}  // namespace atrium::actors
