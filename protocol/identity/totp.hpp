// One-time passwords by time: RFC 6238 over RFC 4226, as authenticator apps make them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/secret.hpp"

namespace atrium::identity {

constexpr std::int64_t totp_step_ms = 30'000;

struct totp_form {
  enum class digest : std::uint8_t { sha1, sha256, sha512 };
  digest with = digest::sha1;  // what every app knows; RFC 6238 has the other two
  unsigned digits = 6;         // 6 to 8
};

// The step that a time after 1970 UTC lies in.
constexpr std::int64_t totp_step(std::int64_t time_ms) { return time_ms / totp_step_ms; }

// The code of one step. `key` is the shared secret as bytes.
std::string totp_code(std::string_view key, std::int64_t step, totp_form form);

// The step whose code was typed: the current one, the one before (the code was typed slowly) or the
// one after (the clock of the phone is fast); the latest if several have this code. Compares all
// three in constant time. A code is good once (RFC 6238 5.2): the caller keeps the step that it
// let in, and refuses this one and those before it.
std::optional<std::int64_t> totp_matching_step(std::string_view key, std::string_view typed,
                                               std::int64_t now_ms, totp_form form);

// What a QR code shows an app, by Google Authenticator's "Key Uri Format":
// otpauth://totp/Shop:anna%40example.com?secret=…&issuer=Shop&algorithm=SHA1&digits=6&period=30
secret totp_uri(std::string_view key, std::string_view issuer, std::string_view account,
                totp_form form);

// Base32 of RFC 4648, upper case, without the padding, which the format above leaves out.
std::string to_base32(std::string_view octets);

}  // namespace atrium::identity
