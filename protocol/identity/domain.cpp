#include "protocol/identity/domain.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "protocol/identity/code_points.hpp"

namespace atrium::identity {

namespace {

constexpr std::size_t label_octets_max = 63;
constexpr std::size_t domain_octets_max = 253;
// A Unicode spelling is longer than its A-labels by a bounded factor; anything longer is not worth
// a conversion.
constexpr std::size_t typed_octets_max = 4 * domain_octets_max;
// Strict IDNA 2008. The UTS 46 mapping of libidn2 2.3 is not used: with its STD3 rules it drops
// characters such as U+2260 without a word, so that "x\u2260y.com" would become "xy.com".
constexpr int idna_flags = IDN2_NO_TR46 | IDN2_NFC_INPUT;

error refused(const char* message) { return refusal(errc::invalid_field, message); }

struct free_by_idn2 {
  void operator()(char* text) const { idn2_free(text); }
};
using idn2_text = std::unique_ptr<char, free_by_idn2>;

std::optional<std::string> to_a_labels(const std::string& domain) {
  char* converted = nullptr;
  if (idn2_to_ascii_8z(domain.c_str(), &converted, idna_flags) != IDN2_OK) return std::nullopt;
  return std::string(idn2_text(converted).get());
}

std::optional<std::string> to_u_labels(const std::string& domain) {
  char* converted = nullptr;
  if (idn2_to_unicode_8z8z(domain.c_str(), &converted, 0) != IDN2_OK) return std::nullopt;
  return std::string(idn2_text(converted).get());
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_domain_character(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; }

// The rules for every label, whichever way it came to be.
const char* fault_of_labels(std::string_view domain) {
  if (domain.size() > domain_octets_max) return "The domain is longer than 253 octets.";
  std::size_t labels = 0;
  bool last_is_number = false;
  for (std::size_t start = 0; start <= domain.size();) {
    const std::size_t end = std::min(domain.find('.', start), domain.size());
    const std::string_view label = domain.substr(start, end - start);
    if (label.empty()) return "The domain has an empty label.";
    if (label.size() > label_octets_max) return "A label of the domain is longer than 63 octets.";
    if (!std::all_of(label.begin(), label.end(), is_domain_character))
      return "The domain has a character that no domain may have.";
    if (label.front() == '-' || label.back() == '-')
      return "A label of the domain starts or ends with a hyphen.";
    last_is_number = std::all_of(label.begin(), label.end(), is_digit);
    ++labels;
    start = end + 1;
  }
  if (labels < 2) return "The domain has no dot.";
  if (last_is_number) return "The last label of the domain is a number.";
  return nullptr;
}

bool has_a_label(std::string_view lowered) {
  return lowered.starts_with("xn--") || lowered.find(".xn--") != std::string_view::npos;
}

// Sharp s stays itself in the non-transitional mapping; the ideographic full stops become dots
// there, not in NFKC.
bool becomes_ascii_in_domain(char32_t c) {
  constexpr char32_t sharp_s = 0x00DF, ideographic_stop = 0x3002, halfwidth_stop = 0xFF61;
  if (c == sharp_s) return false;
  return c == ideographic_stop || c == halfwidth_stop || folds_to_ascii(c);
}

const char* fault_of_characters(std::string_view domain) {
  const auto decoded = decode_utf8(domain);
  if (!decoded) return "The domain is not valid UTF-8.";
  for (const char32_t c : *decoded) {
    if (is_unprintable(c) || is_invisible(c)) return "The domain has an invisible character.";
    if (becomes_ascii_in_domain(c)) return "The domain has a character that imitates ASCII.";
  }
  return nullptr;
}

// A-labels prove themselves, whatever this version of libidn2 lets through: decoding and encoding
// again must give the same text, with decent characters in between. No NUL gets past the first
// line, so libidn2 reads the whole name.
outcome<std::string> through_idna(const std::string& typed) {
  if (const char* fault = fault_of_characters(typed)) return refused(fault);
  const auto encoded = to_a_labels(lower_each_code_point(typed));
  if (!encoded) return refused("The domain is not a valid internationalised name.");
  std::string canonical = lower_ascii(*encoded);
  if (const char* fault = fault_of_labels(canonical)) return refused(fault);
  const auto decoded = to_u_labels(canonical);
  if (!decoded || fault_of_characters(*decoded) != nullptr || to_a_labels(*decoded) != canonical)
    return refused("The domain is not a valid internationalised name.");
  return canonical;
}

}  // namespace

outcome<std::string> canonical_domain(std::string_view typed) {
  if (typed.ends_with('.')) typed.remove_suffix(1);
  if (typed.size() > typed_octets_max) return refused("The domain is longer than 253 octets.");
  std::string lowered = lower_ascii(typed);
  if (!is_ascii(lowered) || has_a_label(lowered)) return through_idna(lowered);
  if (const char* fault = fault_of_labels(lowered)) return refused(fault);
  return lowered;
}

}  // namespace atrium::identity
