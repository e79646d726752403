// Unicode's composed normal form, in which all text of people is kept.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace atrium::formats {

// NFC shortens a text at most to a third; four octets each before that.
inline constexpr std::size_t nfc_octets_per_code_point_max = 12;

// The text, which must be UTF-8, in NFC; nothing if ICU cannot. Pure and thread-safe.
std::optional<std::string> to_nfc(std::string_view text);

}  // namespace atrium::formats
