// A shopper's tokens (security.md 9, 11): random text that goes out once; the store has hashes.
//
//   access   ats_<43 letters>                 32 random bytes in base64url
//   refresh  atr_<22 letters><43 letters>     what all of a session's begin with, and this one's
//   own device   atd_<43 letters>
//   link in a mail   atl_<43 letters>
//   assisted buying  ata_<43 letters>
//   staff    ast_<tenant>_<43 letters>        so that whoever has it need not name the tenant
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actors/outside.hpp"
#include "protocol/outcome.hpp"

namespace atrium::actors {

struct new_token {
  std::string text;
  std::string hash;  // SHA-256 of the text
};

new_token make_access_token(outside& world);
new_token make_assisted_token(outside& world);
new_token make_device_token(outside& world);
new_token make_link_token(outside& world);
new_token make_staff_token(outside& world, std::string_view tenant);
// Without a family of a new one.
new_token make_refresh_token(outside& world, std::string_view family = {});

// What a text that may be a token is looked up by; nothing if it cannot be one.
std::optional<std::string> access_hash(std::string_view text);
std::optional<std::string> assisted_hash(std::string_view text);
std::optional<std::string> device_hash(std::string_view text);
std::optional<std::string> link_hash(std::string_view text);
struct staff_token_parts {
  std::string_view tenant;  // its short name
  std::string hash;
};
std::optional<staff_token_parts> take_staff_token_apart(std::string_view text);
struct refresh_parts {
  std::string_view family;
  std::string family_hash;
  std::string hash;
};
std::optional<refresh_parts> take_refresh_apart(std::string_view text);

// What everybody hears of a token that is not good, whatever the cause.
error bad_token(std::string path);

// What follows a refresh token that has been used, kept for whoever used it a second time at once:
// sealed under a key that only the token tells.
struct successors {
  std::string access_token;
  std::string refresh_token;
};
std::string seal_successors(const successors& next, std::string_view used_token, outside& world);
std::optional<successors> open_successors(std::string_view sealed, std::string_view used_token);

}  // namespace atrium::actors
