#include "protocol/formats/identifier.hpp"

#include <algorithm>

namespace atrium::formats {

namespace {

constexpr std::size_t customer_id_octets_max = 64;
constexpr std::size_t short_name_octets_max = 63;
constexpr std::size_t state_word_octets_max = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

outcome<std::string> customer_id(std::string_view typed) {
  const bool fits = !typed.empty() && typed.size() <= customer_id_octets_max &&
                    std::all_of(typed.begin(), typed.end(), [](char c) {
                      return is_digit(c) || is_lower(c) || is_upper(c) || c == '_' || c == '-';
                    });
  if (!fits)
    return refusal(errc::invalid_field, "An id is 1 to 64 letters, digits, '_' and '-' of ASCII.");
  return std::string(typed);
}

outcome<std::string> short_name(std::string_view typed) {
  const bool fits = !typed.empty() && typed.size() <= short_name_octets_max &&
                    typed.front() != '-' && std::all_of(typed.begin(), typed.end(), [](char c) {
                      return is_digit(c) || is_lower(c) || c == '-';
                    });
  if (!fits)
    return refusal(errc::invalid_field,
                   "A name is 1 to 63 lower-case letters, digits and '-', not starting with '-'.");
  return std::string(typed);
}

outcome<std::string> state_word(std::string_view typed) {
  const bool fits = !typed.empty() && typed.size() <= state_word_octets_max &&
                    std::all_of(typed.begin(), typed.end(), [](char c) {
                      return is_digit(c) || is_lower(c) || c == '_' || c == '-';
                    });
  if (!fits)
    return refusal(errc::invalid_field,
                   "A state is 1 to 32 lower-case letters, digits, '_' and '-'.");
  return std::string(typed);
}

}  // namespace atrium::formats
