// Reading and packing the tagged maps that the store itself understands: versions, counters, the
// idempotency answers. Whole records are the business of protocol/fields/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/wire/cursor.hpp"

namespace atrium::storage {

// A cursor at the value of `tag`; nullopt if the map does not have it or the bytes are no map.
std::optional<wire::cursor> find_tag(std::string_view map, std::uint64_t tag);

std::optional<std::uint64_t> read_unsigned_tag(std::string_view map, std::uint64_t tag);
std::optional<std::int64_t> read_integer_tag(std::string_view map, std::uint64_t tag);
// str or bin
std::optional<std::string_view> read_text_tag(std::string_view map, std::uint64_t tag);

// {1: value}
std::string pack_number(std::uint64_t value);

}  // namespace atrium::storage
