// Every format in one table: what is typed, and the canonical form or a refusal.
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "protocol/formats/country.hpp"
#include "protocol/formats/currency.hpp"
#include "protocol/formats/date.hpp"
#include "protocol/formats/identifier.hpp"
#include "protocol/formats/locale.hpp"
#include "protocol/formats/masked.hpp"
#include "protocol/formats/name_text.hpp"
#include "protocol/formats/phone.hpp"
#include "protocol/formats/url.hpp"

using atrium::errc;
using atrium::outcome;
using namespace atrium::formats;

namespace {

constexpr std::nullopt_t no = std::nullopt;

struct row {
  std::string typed;
  std::optional<std::string> canonical;
};

using format = std::function<outcome<std::string>(std::string_view)>;

void check_all(const format& canonical, const std::vector<row>& rows) {
  for (const auto& row : rows) {
    INFO("typed: " << row.typed);
    const auto result = canonical(row.typed);
    if (!row.canonical) {
      REQUIRE_FALSE(result);
      CHECK(result.failure().code == errc::invalid_field);
      CHECK_FALSE(result.failure().message.empty());
      CHECK(result.failure().path.empty());
      continue;
    }
    if (!result) FAIL("refused: " << result.failure().message);
    CHECK(*result == *row.canonical);
    const auto again = canonical(*result);
    REQUIRE(again);
    CHECK(*again == *result);
  }
}

}  // namespace

TEST_CASE("the date at a time is that of Greenwich") {
  CHECK(date_at(0) == "1970-01-01");
  CHECK(date_at(-1) == "1969-12-31");
  CHECK(date_at(1'709'251'199'999) == "2024-02-29");
  CHECK(date_at(1'709'251'200'000) == "2024-03-01");
}

TEST_CASE("a date is a day of the calendar") {
  check_all(date, {{"2024-02-29", "2024-02-29"},
                   {"2000-02-29", "2000-02-29"},
                   {"1850-01-01", "1850-01-01"},
                   {"0001-01-01", "0001-01-01"},
                   {"9999-12-31", "9999-12-31"},
                   {"2023-02-29", no},
                   {"1900-02-29", no},
                   {"2023-04-31", no},
                   {"2023-00-10", no},
                   {"2023-13-10", no},
                   {"2023-01-00", no},
                   {"0000-01-01", no},
                   {"2023-1-1", no},
                   {"20230101", no},
                   {"2023/01/01", no},
                   {"01.01.2023", no},
                   {" 2023-01-01", no},
                   {"2023-01-01 ", no},
                   {"2023-01-01T00:00", no},
                   {"+023-01-01", no},
                   {"-023-01-01", no},
                   {"2023-01-0\x00", no},
                   {"２０２３-01-01", no},
                   {"", no}});
}

TEST_CASE("a locale is a BCP 47 tag of a real language") {
  check_all(locale, {{"de", "de"},
                     {"de-CH", "de-CH"},
                     {"DE-ch", "de-CH"},
                     {"zh-Hant-TW", "zh-Hant-TW"},
                     {"ZH-hANT-tw", "zh-Hant-TW"},
                     {"zh-Hans", "zh-Hans"},
                     {"sr-Latn-RS", "sr-Latn-RS"},
                     {"es-419", "es-419"},
                     {"en-001", "en-001"},
                     {"gsw-CH", "gsw-CH"},
                     {"iw", "he"},
                     {"deu", "de"},
                     {"en-UK", "en-GB"},
                     {"sh", "sr-Latn"},
                     {"i-klingon", "tlh"},
                     {"de-DE-1996", "de-DE-1996"},
                     {"de-u-co-phonebk", "de-u-co-phonebk"},
                     {"de-DE-u-co-phonebk-ca-gregory", "de-DE-u-ca-gregory-co-phonebk"},
                     {"", no},
                     {"-", no},
                     {"de-", no},
                     {"-de", no},
                     {"de--CH", no},
                     {"de_CH", no},
                     {"de CH", no},
                     {"d", no},
                     {"xx", no},
                     {"german", no},
                     {"und", no},
                     {"root", no},
                     {"x-foo", no},
                     {"qaa", no},
                     {"de-XX", no},
                     {"de-999", no},
                     {"de-Xxxx", no},
                     {"de-Abcd-DE", no},
                     {"de-CH-", no},
                     {"de-CH-x", no},
                     {"de-CH\n", no},
                     {"dé", no},
                     {std::string("de\0CH", 5), no},
                     {std::string(200, 'a'), no}});
}

TEST_CASE("a currency is one that is in use") {
  check_all(currency, {{"EUR", "EUR"},
                       {"eur", "EUR"},
                       {"Chf", "CHF"},
                       {"JPY", "JPY"},
                       {"TRY", "TRY"},
                       {"DEM", no},
                       {"XXX", no},
                       {"XTS", no},
                       {"XAU", no},
                       {"ABC", no},
                       {"EU", no},
                       {"EURO", no},
                       {"€", no},
                       {" EUR", no},
                       {"EUR ", no},
                       {"", no},
                       {"E1R", no},
                       {"\uff25UR", no},
                       {"E\u0000R", no}});
}

TEST_CASE("a country is one that ISO 3166 lists") {
  check_all(country, {{"DE", "DE"},
                      {"de", "DE"},
                      {"ch", "CH"},
                      {"GB", "GB"},
                      {"XK", "XK"},
                      {"UK", no},
                      {"DD", no},
                      {"YU", no},
                      {"EU", no},
                      {"ZZ", no},
                      {"XX", no},
                      {"IC", no},
                      {"DEU", no},
                      {"D", no},
                      {"", no},
                      {"D1", no},
                      {"D\xc9", no}});
}

TEST_CASE("a phone number means the same in E.164 as it does with spaces") {
  std::mt19937_64 random(1);
  for (int country = 1; country < 1000; ++country) {
    const std::string code = std::to_string(country);
    for (std::size_t size = 4; size + code.size() <= 16; ++size) {
      std::string national;
      while (national.size() < size) national += static_cast<char>('0' + random() % 10);
      const auto plain = phone("+" + code + national);
      const auto spaced = phone("+" + code + " " + national);
      INFO(code << ' ' << national);
      REQUIRE(bool(plain) == bool(spaced));
      if (plain) REQUIRE(*plain == *spaced);
    }
  }
}
TEST_CASE("a phone number is E.164 and possible") {
  check_all(phone, {{"+4930123456", "+4930123456"},
                    {"+49 (30) 123-456", "+4930123456"},
                    {"+49 (0)30 123456", "+4930123456"},
                    {"+41 44 668 18 00", "+41446681800"},
                    {"+39 06 6982 0000", "+390669820000"},
                    {"+1 (212) 555-0100", "+12125550100"},
                    {"+44/20.7946-0018", "+442079460018"},
                    {"030 123456", no},
                    {"0049 30 123456", no},
                    {"+1 800 FLOWERS", no},
                    {"+4930123456 ext. 5", no},
                    {"+4930123456;ext=5", no},
                    {"tel:+4930123456", no},
                    {"+", no},
                    {"+49", no},
                    {"+491", no},
                    {"+1 212 555 010", no},
                    {"+41 44 668 18", no},
                    {"+999 123456789", no},
                    {"+49301234567890123456", no},
                    {"++4930123456", no},
                    {"+4930123456\r\n", no},
                    {"\uff0b4930123456", no},
                    {"+49\u0663\u0660123456", no},
                    {"", no}});
}

TEST_CASE("a name is one visible line in NFC") {
  const auto name = [](std::string_view typed) { return name_text(typed, 40); };
  check_all(name, {{"Jane", "Jane"},
                   {"O'Brien-Smith Jr.", "O'Brien-Smith Jr."},
                   {"Zoe\u0308", "Zo\u00eb"},
                   {"\u212bngstr\u00f6m", "\u00c5ngstr\u00f6m"},
                   {"山田 太郎", "山田 太郎"},
                   {"山田\u3000太郎", "山田\u3000太郎"},
                   {"葛\U000E0100城", "葛\U000E0100城"},
                   {"علی\u200cرضا", "علی\u200cرضا"},
                   {"محمد\u200cرضا", no},
                   {"بی\u200cبی", "بی\u200cبی"},
                   {"ශ්\u200dරී", "ශ්\u200dරී"},
                   {"क्\u200dष", "क्\u200dष"},
                   {"بی\u200dبی", no},
                   {"محمد", "محمد"},
                   {"", no},
                   {" Jane", no},
                   {"Jane ", no},
                   {"\u00a0Jane", no},
                   {"Jane\u3000", no},
                   {"Ja\tne", no},
                   {"Ja\nne", no},
                   {"Jane\r", no},
                   {"Ja\u0085ne", no},
                   {"Ja\u2028ne", no},
                   {"Ja\u2029ne", no},
                   {"Ja\u200bne", no},
                   {"Ja\u200cne", no},
                   {"Ja\u200dne", no},
                   {"Ja\u00adne", no},
                   {"Ja\u202ene", no},
                   {"Ja\u2066ne", no},
                   {"Ja\u200fne", no},
                   {"Ja\ufe0fne", no},
                   {"Ja\u3164ne", no},
                   {"Ja\U000E0041ne", no},
                   {"\ufeffJane", no},
                   {"Ja\ue000ne", no},
                   {"Ja\uffffne", no},
                   {"Ja\u0378ne", no},
                   {"Ja\x7fne", no},
                   {std::string("Ja\0ne", 5), no},
                   {"Ja\xffne", no},
                   {"Ja\xed\xa0\x80ne", no},
                   {"Ja\xc0\xafne", no},
                   {"\u200d", no}});
}

TEST_CASE("a name is measured in code points after normalisation") {
  CHECK(name_text("abcd", 4));
  CHECK_FALSE(name_text("abcde", 4));
  CHECK(name_text("äöüß", 4));
  CHECK(name_text("a\u0308o\u0308u\u0308A\u0308", 4));
  CHECK_FALSE(name_text("äöüßé", 4));
  CHECK_FALSE(name_text(std::string(100'000, 'a'), 4));
}

TEST_CASE("a base URL leads to one storefront and nowhere else") {
  check_all(base_url, {{"https://shop.example", "https://shop.example"},
                       {"https://shop.example/", "https://shop.example"},
                       {"HTTPS://Shop.EXAMPLE/De", "https://shop.example/De"},
                       {"https://shop.example:443/de/", "https://shop.example/de"},
                       {"https://shop.example:8443", "https://shop.example:8443"},
                       {"https://bücher.example", "https://xn--bcher-kva.example"},
                       {"https://shop.example/a%20b", "https://shop.example/a%20b"},
                       {"https://localhost:8443", "https://localhost:8443"},
                       {"http://localhost:8080/shop", "http://localhost:8080/shop"},
                       {"http://127.0.0.1:80", "http://127.0.0.1"},
                       {"http://[::1]:3000", "http://[::1]:3000"},
                       {"http://shop.example", no},
                       {"http://localhost.evil.com", no},
                       {"ftp://shop.example", no},
                       {"javascript://shop.example", no},
                       {"//shop.example", no},
                       {"shop.example", no},
                       {"https://", no},
                       {"https:///path", no},
                       {"https://shop", no},
                       {"https://10.0.0.1", no},
                       {"https://[fe80::1]", no},
                       {"https://[::1", no},
                       {"https://[::1]x", no},
                       {"https://user@shop.example", no},
                       {"https://user:pw@shop.example", no},
                       {"https://shop.example@evil.com", no},
                       {"https://shop.example:", no},
                       {"https://shop.example:0", no},
                       {"https://shop.example:65536", no},
                       {"https://shop.example:+1", no},
                       {"https://shop.example:80a", no},
                       {"https://shop.example?x=1", no},
                       {"https://shop.example/?x=1", no},
                       {"https://shop.example/#x", no},
                       {"https://shop.example/a//b", no},
                       {"https://shop.example//", no},
                       {"https://shop.example/../b", no},
                       {"https://shop.example/./b", no},
                       {"https://shop.example/%2e%2e/b", no},
                       {"https://shop.example/%2f", no},
                       {"https://shop.example/%5C", no},
                       {"https://shop.example/%0d%0a", no},
                       {"https://shop.example/%4", no},
                       {"https://shop.example/%zz", no},
                       {"https://shop.example/%-1", no},
                       {"https://shop.example/\\evil", no},
                       {"https://shop.example\\@evil.com", no},
                       {"https://shop.example/ä", no},
                       {"https://shop.example\r\nX: y", no},
                       {"https://shop.example/a\nb", no},
                       {" https://shop.example", no},
                       {"https://shop.example/ b", no},
                       {"https://shop.example/" + std::string(2048, 'a'), no},
                       {"", no}});
}

TEST_CASE("identifiers keep to their alphabets and lengths") {
  check_all(customer_id, {{"a", "a"},
                          {"Cust_00-7", "Cust_00-7"},
                          {std::string(64, 'Z'), std::string(64, 'Z')},
                          {"", no},
                          {std::string(65, 'Z'), no},
                          {"a b", no},
                          {"a.b", no},
                          {"a/b", no},
                          {"ä", no},
                          {"a\n", no},
                          {std::string("a\0", 2), no}});
  check_all(short_name, {{"a", "a"},
                         {"shop-1", "shop-1"},
                         {"1", "1"},
                         {std::string(63, 'z'), std::string(63, 'z')},
                         {"", no},
                         {std::string(64, 'z'), no},
                         {"-a", no},
                         {"Shop", no},
                         {"a_b", no},
                         {"a.b", no},
                         {"ü", no},
                         {"a\n", no}});
  check_all(state_word, {{"a", "a"},
                         {"-sent_2", "-sent_2"},
                         {std::string(32, 'z'), std::string(32, 'z')},
                         {"", no},
                         {std::string(33, 'z'), no},
                         {"Sent", no},
                         {"in transit", no},
                         {"a.b", no},
                         {"ü", no},
                         {"a\n", no}});
}

TEST_CASE("a masked e-mail shows its first character at most") {
  CHECK(masked("jane@example.com") == "j***@");
  CHECK(masked("jane.doe") == "j***");
  CHECK(masked("j@example.com") == "***@");
  CHECK(masked("j") == "***");
  CHECK(masked("") == "***");
  CHECK(masked("@") == "***@");
  CHECK(masked("änne") == "***");
  CHECK(masked("\nane@x") == "***@");
}
