// Sort keys of names by Unicode's collation (ICU, root locale): bytes that sort as people expect.
//
// A key is the weights of the letters, byte 1, those of accents, byte 1, those of case. So the keys
// of all spellings of a name that differ in accents and case only begin with the same letters' key,
// and those of names that it is the beginning of begin with it, too. Pure and thread-safe (each
// thread has collators of its own).
#pragma once

#include <string>
#include <string_view>

namespace atrium::text {

// A key is cut here: texts whose keys agree so far are taken for equal (about 180 letters of
// Latin, 60 of Chinese).
inline constexpr std::size_t sort_key_bytes_max = 200;

// All of the text's weights; never contains a zero byte. `text` is valid UTF-8.
std::string sort_key(std::string_view text);

// The letters' weights only: the same for `müller`, `Muller` and `MULLER`. Empty for a text of
// nothing but marks.
std::string letters_key(std::string_view text);

// Two versions of it do not agree in their keys.
std::string_view collation_version();

}  // namespace atrium::text
