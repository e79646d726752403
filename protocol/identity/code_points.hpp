// What a code point may do to an identity: the one list of characters that e-mails, usernames and
// names refuse. Source: security.md 1; Unicode 15 properties as ICU 72 knows them. Pure and
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atrium::identity {

// The code points of a text, or nothing when it is not well-formed UTF-8 (surrogates and overlong
// forms are refused).
std::optional<std::u32string> decode_utf8(std::string_view text);

// The number of code points, or nothing when the text is not well-formed UTF-8.
std::optional<std::size_t> count_code_points(std::string_view text);

// True for a text of ASCII characters only.
bool is_ascii(std::string_view text);

// 'A'..'Z' to 'a'..'z' and nothing else: the only lowering that no locale and no Unicode version
// can change.
constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string lower_ascii(std::string_view text);

// Well-formed UTF-8 with each code point in its simple lower case; malformed text comes back
// unchanged.
std::string lower_each_code_point(const std::string& text);

// True for what never belongs into a line of text: controls, line and paragraph separators,
// surrogates, private use, unassigned.
bool is_unprintable(char32_t c);

// True for what a reader cannot see: format characters (zero-width, bidi controls, soft hyphen,
// tags), fillers and variation selectors.
bool is_invisible(char32_t c);

// True for a character outside ASCII that compatibility folding turns into ASCII, wholly or in
// part: Kelvin sign, long s, ligatures, full-width letters, sharp s. Folding these would let one
// spelling reach an account of another.
bool folds_to_ascii(char32_t c);

}  // namespace atrium::identity
