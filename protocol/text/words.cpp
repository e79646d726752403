#include "protocol/text/words.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>

#include "protocol/formats/phone.hpp"
#include "protocol/identity/code_points.hpp"

namespace atrium::text {
namespace {

// Letters that people type without their stroke or as two, though Unicode does not take them apart.
struct respelling {
  char32_t letter;
  std::string_view typed;
};
constexpr respelling respellings[] = {{U'ø', "o"},  {U'ł', "l"},  {U'đ', "d"},  {U'ħ', "h"},
                                      {U'ŧ', "t"},  {U'æ', "ae"}, {U'œ', "oe"}, {U'ð', "d"},
                                      {U'þ', "th"}, {U'ı', "i"}};

const icu::Normalizer2& instance(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(status);
  if (U_FAILURE(status)) std::abort();  // without its data ICU is of no use
  return *found;
}

icu::UnicodeString normalized(const icu::Normalizer2& by, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result = by.normalize(text, status);
  return U_FAILURE(status) ? icu::UnicodeString() : result;
}

bool is_word_part(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');  // it is folded
  return u_isalnum(static_cast<UChar32>(c)) ||
         u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_GENERAL_CATEGORY) ==
             U_COMBINING_SPACING_MARK;
}

bool begins_words(char32_t c) {
  return c >= 0x80 && u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC);
}

// The one code point of a text; a space where it is not well-formed.
char32_t code_point(std::string_view text) {
  if (text.size() == 1) return static_cast<unsigned char>(text[0]) < 0x80 ? text[0] : U' ';
  const auto decoded = identity::decode_utf8(text);
  return decoded && !decoded->empty() ? decoded->front() : U' ';
}

void add_once(std::vector<std::string>& words, std::string word) {
  if (word.size() > word_bytes_max) {
    std::size_t end = word_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xc0) == 0x80) --end;
    word.resize(end);
  }
  if (!word.empty() && std::ranges::find(words, word) == words.end())
    words.push_back(std::move(word));
}

}  // namespace

std::string folded(std::string_view text) {
  if (identity::is_ascii(text)) return identity::lower_ascii(text);
  const auto typed = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const icu::UnicodeString cased =
      normalized(instance(icu::Normalizer2::getNFKCCasefoldInstance), typed);
  const icu::UnicodeString apart = normalized(instance(icu::Normalizer2::getNFKDInstance), cased);
  std::string result;
  for (std::int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
    const UChar32 c = apart.char32At(at);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    const auto known =
        std::ranges::find(respellings, static_cast<char32_t>(c), &respelling::letter);
    if (known != std::end(respellings))
      result += known->typed;
    else
      icu::UnicodeString(c).toUTF8String(result);
  }
  return result;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const std::string all = folded(text);
  std::vector<std::size_t> begun;  // where words of the present run begin
  const auto end_run = [&](std::size_t end) {
    for (const std::size_t begin : begun) add_once(words, all.substr(begin, end - begin));
    begun.clear();
  };
  for (std::size_t at = 0; at < all.size();) {
    std::size_t next = at + 1;
    while (next < all.size() && (static_cast<unsigned char>(all[next]) & 0xc0) == 0x80) ++next;
    const char32_t c = code_point({all.data() + at, next - at});
    if (!is_word_part(c))
      end_run(at);
    else if (begun.empty() || begins_words(c))
      begun.push_back(at);
    at = next;
  }
  end_run(all.size());
  return words;
}

bool begin_words(const std::vector<std::string>& words, const std::vector<std::string>& texts) {
  std::vector<bool> found(words.size());
  for (const std::string& text : texts)
    for (const std::string& word : words_of(text))
      for (std::size_t i = 0; i < words.size(); ++i)
        if (word.starts_with(words[i])) found[i] = true;
  return !words.empty() && std::ranges::count(found, false) == 0;
}

std::vector<std::string> words_of_email(std::string_view canonical) {
  std::vector<std::string> words;
  const std::size_t sign = canonical.find('@');
  if (sign == std::string_view::npos) return words;
  const std::string_view local = canonical.substr(0, sign);
  const std::string_view domain = canonical.substr(sign + 1);
  add_once(words, std::string(local));
  for (std::string& each : words_of(local)) add_once(words, std::move(each));
  add_once(words, std::string(domain));
  return words;
}

std::vector<std::string> words_of_phone(std::string_view e164) {
  std::vector<std::string> words;
  if (!e164.starts_with('+')) return words;
  const std::string_view digits = e164.substr(1);
  add_once(words, std::string(digits));
  add_once(words, std::string(digits.substr(formats::country_code_digits(e164))));
  return words;
}

}  // namespace atrium::text
