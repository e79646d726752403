#include "protocol/formats/note_text.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using formats::note_text;

namespace {

std::string of(std::string_view typed) {
  const auto text = note_text(typed);
  return text ? *text : "refused";
}

}  // namespace

TEST_CASE("a note may have several lines, tabs, and what people paste") {
  CHECK(of("one line") == "one line");
  CHECK(of("two\nlines") == "two\nlines");
  CHECK(of("two\r\nlines\r\n") == "two\nlines\n");
  CHECK(of("a\tb") == "a\tb");
  CHECK(of(" kept as it is ") == " kept as it is ");
  CHECK(of("an astronaut: 🧑‍🚀, a heart: ❤️") ==
        "an astronaut: 🧑‍🚀, a heart: ❤️");
  CHECK(of("soft\u00adhyphen") == "soft\u00adhyphen");
}

TEST_CASE("a note is kept in NFC") {
  CHECK(of("e\u0301") == "\u00e9");
  CHECK(of(of("e\u0301\r\n")) == of("e\u0301\r\n"));
}

TEST_CASE("a note has something to read, and nothing that a terminal or a page would obey") {
  for (const char* typed : {"", " ", "\n", "\r\n\t", "\u00a0", "a\rb", "a\x07", "a\x1b[2J",
                            "a\u202eb", "a\u2066b", "a\ue000", "\xff", "a\xc3"}) {
    CAPTURE(typed);
    CHECK(of(typed) == "refused");
  }
}

TEST_CASE("a note has at most 4,000 code points, counted as they are kept") {
  std::string long_note, breaks = "x";
  for (int i = 0; i < 4000; ++i) long_note += "e\u0301";
  CHECK(note_text(long_note));
  CHECK_FALSE(note_text(long_note + "x"));
  for (int i = 0; i < 3999; ++i) breaks += "\r\n";
  CHECK(note_text(breaks));
  CHECK_FALSE(note_text(breaks + "x"));
  CHECK_FALSE(note_text(std::string(1'000'000, 'x')));
}
