#include "protocol/identity/username.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <optional>

#include "protocol/identity/code_points.hpp"
#include "protocol/identity/email.hpp"

namespace atrium::identity {

namespace {

constexpr std::size_t code_points_max = 128;
// Composition shortens a text at most to a third, of four octets each.
constexpr std::size_t typed_octets_max = code_points_max * 3 * 4;
constexpr int rounds_max = 4;

error refused(const char* message) { return refusal(errc::invalid_field, message); }

const char* fault_of_code_point(char32_t c) {
  if (is_unprintable(c)) return "The username has a control or unassigned character.";
  if (is_invisible(c)) return "The username has an invisible character.";
  if (c != U' ' && u_isUWhiteSpace(static_cast<UChar32>(c)))
    return "The username has white space other than a plain space.";
  if (c == U'@') return "A username with an @ has to be an e-mail.";
  if (folds_to_ascii(c)) return "The username has a character that imitates ASCII.";
  return nullptr;
}

const char* fault_of(std::string_view text) {
  const auto decoded = decode_utf8(text);
  if (!decoded) return "The username is not valid UTF-8.";
  if (decoded->empty()) return "The username is empty.";
  if (decoded->size() > code_points_max) return "The username is longer than 128 characters.";
  if (decoded->front() == U' ' || decoded->back() == U' ')
    return "The username starts or ends with a space.";
  for (const char32_t c : *decoded)
    if (const char* fault = fault_of_code_point(c)) return fault;
  return nullptr;
}

std::optional<std::string> folded_once(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) return std::nullopt;
  const auto typed = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  std::string folded;
  folding->normalize(typed, status).toUTF8String(folded);
  if (U_FAILURE(status)) return std::nullopt;
  return folded;
}

std::optional<std::string> folded(std::string_view text) {
  std::string current(text);
  for (int round = 0; round < rounds_max; ++round) {
    auto next = folded_once(current);
    if (!next || *next == current) return next;
    current = *std::move(next);
  }
  return std::nullopt;
}

bool is_plain(std::string_view text) {
  return !text.empty() && text.size() <= code_points_max && text.front() != ' ' &&
         text.back() != ' ' && std::all_of(text.begin(), text.end(), [](char c) {
           return c >= ' ' && c <= '~' && c != '@';
         });
}

}  // namespace

outcome<std::string> canonical_username(std::string_view typed) {
  if (is_plain(typed)) return lower_ascii(typed);
  if (typed.size() > typed_octets_max)
    return refused("The username is longer than 128 characters.");
  // Checked twice: folding drops what it ignores and so would hide it, and it may lengthen the
  // text.
  if (const char* fault = fault_of(typed)) return refused(fault);
  auto canonical = folded(typed);
  if (!canonical) return refused("The username cannot be normalised.");
  if (const char* fault = fault_of(*canonical)) return refused(fault);
  return *std::move(canonical);
}

bool looks_like_email(std::string_view typed) { return typed.find('@') != std::string_view::npos; }

outcome<std::string> login_key(std::string_view typed) {
  if (!looks_like_email(typed)) return canonical_username(typed);
  auto address = canonical_email(typed);
  if (!address) return std::move(address).failure();
  return std::move(address->canonical);
}

}  // namespace atrium::identity
