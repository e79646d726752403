// Words as they are searched by: without case and accents, split wherever neither a letter nor a
// digit stands, in any script. Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace atrium::text {

// A longer word is cut between characters.
inline constexpr std::size_t word_bytes_max = 64;

// Compatibility decomposition without marks, then case folding: `Straße` is `strasse`, `Łódź` is
// `lodz`. `text` is valid UTF-8.
std::string folded(std::string_view text);

// The folded words in their order, each once. Where a script writes no spaces a word begins at each
// ideograph, and reaches to the end of the run.
std::vector<std::string> words_of(std::string_view text);

// Whether each of the words begins one of the texts' words; none at all are found nowhere.
bool begin_words(const std::vector<std::string>& words, const std::vector<std::string>& texts);

// Of a canonical e-mail: the local part, its pieces, the domain.
std::vector<std::string> words_of_email(std::string_view canonical);

// Of a number in E.164: its digits with and without the country's code.
std::vector<std::string> words_of_phone(std::string_view e164);

}  // namespace atrium::text
