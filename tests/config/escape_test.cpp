#include "config/escape.hpp"

#include <catch2/catch.hpp>

using namespace atrium::config;

TEST_CASE("what could forge a line or drive a terminal is escaped") {
  CHECK(escaped("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(escaped("\x1b[2J\x7f") == "\\u001b[2J\\u007f");
  CHECK(escaped(std::string_view("\0", 1)) == "\\u0000");
  CHECK(escaped("\xc2\x85") == "\\u0085");  // C1: next line
  CHECK(escaped("\xe2\x80\xa8\xe2\x80\xa9") == "\\u2028\\u2029");
  CHECK(escaped("\xe2\x80\xae") == "\\u202e");  // right-to-left override
}

TEST_CASE("other text stays as it is") {
  const std::string text = "Zoë 漢字 \xf0\x9f\x98\x80 \"quoted\" \\";
  CHECK(escaped(text) == text);
}

TEST_CASE("quotes and backslashes are escaped inside quotes") {
  CHECK(escaped("a\"b\\c", escaping::quoted) == "a\\\"b\\\\c");
  CHECK(escaped("a\"b\\c", escaping::json) == "a\\\"b\\\\c");
}

TEST_CASE("bytes that are no UTF-8 are shown, or replaced in JSON") {
  for (const char* broken : {"\xff", "\x80", "\xc0", "\xc3", "\xf5"}) {
    CHECK(escaped(broken).starts_with("\\x"));
    CHECK(escaped(broken, escaping::json) == "\\ufffd");
  }
  CHECK(escaped("\xc0\xaf") == "\\xc0\\xaf");               // overlong
  CHECK(escaped("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");      // overlong
  CHECK(escaped("\xed\xa0\x80") == "\\xed\\xa0\\x80");      // surrogate
  CHECK(escaped("\xf4\x90\x80\x80").starts_with("\\xf4"));  // beyond U+10FFFF
  CHECK(escaped("\xf0\x9f\x98") == "\\xf0\\x9f\\x98");      // cut short
  CHECK(escaped("\xc3"
                "a") ==
        "\\xc3"
        "a");
}
