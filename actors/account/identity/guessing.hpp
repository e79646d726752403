// Whether a password may be looked at now, and what its outcome changes (security.md 7). A failure
// is counted before the password is: guesses under way are failures until they turn out right.
//
// Counted are failures in a row, none older than the window. So many are free; then each further
// one costs a wait that doubles; after still more only a reset of the password helps. A device that
// the customer has logged in from has a counter of its own, so that strangers cannot lock him out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "actors/account/decision.hpp"
#include "protocol/records/login_guard.hpp"

namespace atrium::actors {

struct guess_policy {
  std::int64_t free = 5;
  std::int64_t max = 100;
};
inline constexpr std::int64_t first_wait_ms = 1'000;
inline constexpr std::int64_t longest_wait_ms = std::int64_t{15} * 60 * 1'000;
inline constexpr std::int64_t failures_window_ms = std::int64_t{12} * 60 * 60 * 1'000;
inline constexpr std::int64_t device_failures_max = 10;
inline constexpr std::size_t devices_max = 10;

// Position of the device that the token is of, unless it has failed too often itself.
std::optional<std::size_t> known_device(const records::login_guard& guard, std::string_view hash);

// Why not; nothing if it may. `under_way`: guesses of this account whose outcome is not known yet.
std::optional<error> refuse_guess(const records::login_guard& guard,
                                  std::optional<std::size_t> device, int under_way,
                                  const guess_policy& policy, std::int64_t now_ms);

// From when on the next one may be looked at; nothing if it is now.
std::optional<std::int64_t> waits_until(const records::login_guard& guard,
                                        const guess_policy& policy, std::int64_t now_ms);

void count_failure(records::login_guard& guard, std::optional<std::size_t> device,
                   const guess_policy& policy, std::int64_t now_ms);
void forget_failures(records::login_guard& guard, std::optional<std::size_t> device,
                     std::int64_t now_ms);
// Of a device that has just logged in; the one that was not used for longest makes room.
void remember_device(records::login_guard& guard, std::string hash, std::int64_t now_ms);

guess_policy guess_policy_of(const tenant_view& tenant);

// The same of the account's own guard, without a device.
std::optional<error> refuse_guess(const account_state& now, int under_way,
                                  const decide_context& in);
// The same for a command that brings a password.
std::optional<error> refuse_guess(const methods::shopper_login& asked, const account_state& now,
                                  int under_way, const decide_context& in);
std::optional<error> refuse_guess(const methods::shopper_change_password& asked,
                                  const account_state& now, int under_way,
                                  const decide_context& in);
std::optional<error> refuse_guess(const methods::shopper_request_email_change& asked,
                                  const account_state& now, int under_way,
                                  const decide_context& in);
std::optional<error> refuse_guess(const methods::staff_login& asked, const account_state& now,
                                  int under_way, const decide_context& in);
std::optional<error> refuse_guess(const methods::staff_change_password& asked,
                                  const account_state& now, int under_way,
                                  const decide_context& in);
std::optional<error> refuse_guess(const methods::staff_enroll_totp& asked, const account_state& now,
                                  int under_way, const decide_context& in);

}  // namespace atrium::actors
