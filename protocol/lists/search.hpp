// `search`: what somebody types who looks for a customer. Each word of it must begin a word of the
// record's names, e-mail, username or phone number, or be (the beginning of) an id, or be a number
// or a reference; without case and accents.
#pragma once

#include <optional>

#include "protocol/lists/filter.hpp"

namespace atrium::lists {

inline constexpr std::size_t search_bytes_max = 256;
inline constexpr std::size_t search_words_max = 16;

condition read_search(std::string_view search, const scope& of, const fields::path& at,
                      fields::problems& found);

// Each word of the text begins a word of the column, which has words; nothing if the text has none.
std::optional<condition> words_within(const list_column& field, std::string_view text);

}  // namespace atrium::lists
