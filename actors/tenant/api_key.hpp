// API keys: atk_<id>_<secret>. The id finds the client, the secret proves it; only the secret's
// hash is stored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/outside.hpp"

namespace atrium::actors {

struct api_key {
  std::string text;  // goes out once, in the answer that made it
  std::string id;
  std::string secret_hash;  // SHA-256, 32 bytes
};

api_key make_api_key(outside& world);
// A new secret for the client of this id.
api_key make_api_key(outside& world, std::string id);

struct api_key_parts {
  std::string_view id;
  std::string_view secret;
};
std::optional<api_key_parts> take_apart(std::string_view text);

std::string sha256(std::string_view bytes);
// In constant time.
bool same_bytes(std::string_view one, std::string_view other);

}  // namespace atrium::actors
