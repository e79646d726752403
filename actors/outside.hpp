// The determinism seam: time, randomness and password hashing come from here and nowhere else, so
// that a simulation can put its own in their place (shared design: "The determinism seam").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/secret.hpp"

namespace atrium::actors {

class outside {
 public:
  virtual ~outside() = default;

  // Milliseconds since 1970 UTC; never less than any time a commit has recorded.
  virtual std::int64_t now_ms() = 0;

  // Microseconds that only go forward, for how long something takes.
  virtual std::int64_t elapsed_us() = 0;

  // Microseconds of CPU that the calling thread has used: the rest of `elapsed_us` it waited.
  virtual std::int64_t worked_us() = 0;

  // Unguessable bytes.
  virtual void random_bytes(std::span<unsigned char> into) = 0;

  // The PHC string of a password; empty if there was no memory for it. Slow on purpose: tens of
  // milliseconds.
  virtual std::string hash_password(std::string_view password) = 0;

  // Whether the password is the one that was hashed, here or by another system
  // (actors/hashing/password_verification.hpp). Slow as hash_password is; a hash that was imported
  // may take ten seconds.
  virtual bool verify_password(std::string_view hash, std::string_view password) = 0;

  // A hash as hash_password makes them, which no password has; always the same. Verifying it in
  // place of one that is not there takes as long.
  virtual std::string_view unmatched_hash() = 0;

  // Whether the hash is weaker than those that hash_password makes.
  virtual bool is_outdated(std::string_view hash) = 0;
};

// Random text of so many bytes of randomness, in base64url without padding.
std::string random_text(outside& from, std::size_t bytes);
// For somebody who changes it at his first login.
secret made_up_password(outside& from);

}  // namespace atrium::actors
