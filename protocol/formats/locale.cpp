#include "protocol/formats/locale.hpp"

#include <unicode/locid.h>
#include <unicode/region.h>
#include <unicode/strenum.h>
#include <unicode/uloc.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <optional>

#include "protocol/formats/letter_code.hpp"

namespace atrium::formats {

namespace {

constexpr std::size_t octets_max = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::size_t> area_number(std::string_view text) {
  if (text.size() != 3 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  std::size_t number = 0;
  for (const char c : text) number = number * 10 + static_cast<std::size_t>(c - '0');
  return number;
}

// The subtags that are canonical by themselves; whatever is not here goes through ICU's alias
// tables first.
struct subtag_tables {
  letter_code_set<2> short_languages;
  letter_code_set<3> long_languages;
  letter_code_set<4> scripts;
  letter_code_set<2> countries;
  std::bitset<1000> areas;  // UN M.49, such as 419 for Latin America

  bool has_language(std::string_view text) const {
    return short_languages.contains(text) || long_languages.contains(text);
  }
  bool has_region(std::string_view text) const {
    const auto number = area_number(text);
    return number ? areas.test(*number) : countries.contains(text);
  }
};

void insert_languages(subtag_tables& tables) {
  for (const char* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale canonical(*code);
    canonical.canonicalize(status);
    if (U_FAILURE(status) || std::string_view(canonical.getName()) != *code) continue;
    tables.short_languages.insert(*code);
    tables.long_languages.insert(*code);
  }
}

void insert_scripts(subtag_tables& tables) {
  for (int code = USCRIPT_COMMON; code <= u_getIntPropertyMaxValue(UCHAR_SCRIPT); ++code) {
    const char* name = uscript_getShortName(static_cast<UScriptCode>(code));
    if (name != nullptr && std::string_view(name).front() != 'Q' && std::string_view(name) < "Zi")
      tables.scripts.insert(name);
  }
  // Not scripts of the character database, yet what Chinese, Japanese and Korean locales name.
  for (const char* name : {"Hans", "Hant", "Jpan", "Kore"}) tables.scripts.insert(name);
}

void insert_areas(subtag_tables& tables) {
  for (const auto kind : {URGN_WORLD, URGN_CONTINENT, URGN_SUBCONTINENT, URGN_GROUPING}) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> listed(icu::Region::getAvailable(kind, status));
    while (U_SUCCESS(status)) {
      const char* code = listed->next(nullptr, status);
      if (code == nullptr) break;
      if (const auto number = area_number(code)) tables.areas.set(*number);
    }
  }
}

const subtag_tables& tables() {
  static const subtag_tables built = [] {
    subtag_tables tables;
    insert_languages(tables);
    insert_scripts(tables);
    for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code)
      tables.countries.insert(*code);
    insert_areas(tables);
    return tables;
  }();
  return built;
}

// Cuts the next subtag off the front of `rest`.
std::string_view next_subtag(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('-'), rest.size());
  const std::string_view subtag = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return subtag;
}

// language[-Script][-REGION] of known canonical subtags, which is nearly every tag there is.
std::optional<std::string> plain_tag(std::string_view typed) {
  if (typed.ends_with('-')) return std::nullopt;
  const subtag_tables& known = tables();
  std::string_view rest = typed;
  std::string_view subtag = next_subtag(rest);
  if (!known.has_language(subtag)) return std::nullopt;
  std::string tag(typed);
  std::transform(tag.begin(), tag.end(), tag.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::size_t at = subtag.size() + 1;
  if (rest.empty()) return tag;
  subtag = next_subtag(rest);
  if (known.scripts.contains(subtag)) {
    tag[at] = static_cast<char>(tag[at] - 32);
    at += subtag.size() + 1;
    if (rest.empty()) return tag;
    subtag = next_subtag(rest);
  }
  if (!known.has_region(subtag) || !rest.empty()) return std::nullopt;
  return tag.replace(at, subtag.size(), upper_ascii(subtag));
}

// Variants, extensions, aliases and the tags older than BCP 47.
std::optional<std::string> tag_by_icu(std::string_view typed) {
  UErrorCode status = U_ZERO_ERROR;
  std::array<char, ULOC_FULLNAME_CAPACITY> name{};
  std::int32_t parsed = 0;
  const std::string text(typed);
  uloc_forLanguageTag(text.c_str(), name.data(), name.size(), &parsed, &status);
  if (status != U_ZERO_ERROR || static_cast<std::size_t>(parsed) != typed.size())
    return std::nullopt;
  icu::Locale meant(name.data());
  meant.canonicalize(status);
  std::string tag = meant.toLanguageTag<std::string>(status);
  const subtag_tables& known = tables();
  const std::string_view script = meant.getScript();
  const std::string_view region = meant.getCountry();
  if (U_FAILURE(status) || tag.size() > octets_max || !known.has_language(meant.getLanguage()) ||
      (!script.empty() && !known.scripts.contains(script)) ||
      (!region.empty() && !known.has_region(region)))
    return std::nullopt;
  return tag;
}

}  // namespace

outcome<std::string> locale(std::string_view typed) {
  if (typed.size() <= octets_max && typed.find('\0') == std::string_view::npos) {
    if (auto tag = plain_tag(typed)) return *std::move(tag);
    // Two rounds: what an alias stands for may itself have a shorter spelling.
    const auto once = tag_by_icu(typed);
    const auto twice = once ? tag_by_icu(*once) : std::nullopt;
    if (twice && (twice == once || tag_by_icu(*twice) == twice)) return *twice;
  }
  return refusal(errc::invalid_field, "A locale is a BCP 47 tag, such as de or de-CH.");
}

}  // namespace atrium::formats
