// The world outside as it is: the machine's clock, libsodium's randomness, Argon2id.
#pragma once

#include <string>

#include "actors/hashing/password_verification.hpp"
#include "actors/outside.hpp"
#include "config/settings.hpp"
#include "storage/store.hpp"

namespace atrium::actors {

// From any thread. `data` must live longer.
class real_world : public outside {
 public:
  real_world(const storage::store& data, const config::settings& settings);

  // The machine's clock, or the store's high-water time where the clock was set back behind it.
  std::int64_t now_ms() override;
  std::int64_t elapsed_us() override;
  std::int64_t worked_us() override;
  void random_bytes(std::span<unsigned char> into) override;
  // Argon2id as security.md 5 wants it (OWASP Password Storage Cheat Sheet), with the configured
  // memory and passes.
  std::string hash_password(std::string_view password) override;
  bool verify_password(std::string_view hash, std::string_view password) override;
  std::string_view unmatched_hash() override { return unmatched_hash_; }
  bool is_outdated(std::string_view hash) override;

 private:
  const storage::store& data_;
  const argon2_cost cost_;
  std::string unmatched_hash_;
};

}  // namespace atrium::actors
