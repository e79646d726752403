// Proofs and hashes under a key, which tell nothing to whoever has the store alone. No CAF, no
// threads, no files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atrium::actors {

// BLAKE2b of the text under the key (at most 64 octets), so many octets long (16 to 64).
std::string keyed_hash(std::string_view key, std::string_view text, std::size_t octets);

// In lower case.
std::string in_hex(std::string_view octets);

}  // namespace atrium::actors
