// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atrium::wire {

// Bytes of the valid sequence that `text` begins with, 1 to 4; 0 when it is empty or begins with no
// valid one.
std::size_t utf8_sequence(std::string_view text);

bool is_valid_utf8(std::string_view text);

// `text` with U+FFFD in place of every byte that is not part of a valid sequence, cut between
// characters so that at most `max_bytes` remain. For text of unknown origin that goes into an
// answer.
std::string to_valid_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace atrium::wire
