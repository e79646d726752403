// Sealing: bytes that whoever has the store cannot read without a key that is not in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/outside.hpp"

namespace atrium::actors {

inline constexpr std::size_t sealing_key_bytes = 32;

// XChaCha20-Poly1305 under a key of `sealing_key_bytes`, with a nonce drawn from `world`.
std::string seal(std::string_view plain, std::string_view key, outside& world);
// Nothing if they were not sealed under this key.
std::optional<std::string> open_sealed(std::string_view sealed, std::string_view key);

}  // namespace atrium::actors
