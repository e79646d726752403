#include "protocol/text/words.hpp"

#include <catch2/catch.hpp>

using namespace atrium::text;
using words = std::vector<std::string>;

TEST_CASE("words have neither case nor accents, and letters with a stroke are typed without") {
  CHECK(folded("Straße ÅNGSTRÖM") == "strasse angstrom");
  CHECK(folded("Łukasz Søren Đorđe Ægir") == "lukasz soren dorde aegir");
  CHECK(folded("ﬁｕｌｌ İstanbul ıspanak") == "fiull istanbul ispanak");
  CHECK(folded("ΟΔΥΣΣΕΎΣ") == folded("οδυσσεύς"));
}

TEST_CASE("folding a folded text changes nothing") {
  for (const char* each : {"Straße", "Łódź", "王小明", "한글", "İ", "ﬁ", "Ὀδυσσεύς", "क्षेत्र"}) {
    CAPTURE(each);
    CHECK(folded(folded(each)) == folded(each));
  }
}

TEST_CASE("a text is split where neither a letter nor a digit stands, in any script") {
  CHECK(words_of("Jean-Luc O’Neil, 3rd & Söhne") ==
        words{"jean", "luc", "o", "neil", "3rd", "sohne"});
  CHECK(words_of("Анна Каренина") == words{"анна", "каренина"});
  CHECK(words_of("anna ANNA Änna") == words{"anna"});
  CHECK(words_of(" & … ").empty());
  CHECK(words_of("").empty());
}

TEST_CASE("where no spaces are written a word begins at each ideograph") {
  CHECK(words_of("王小明") == words{"王小明", "小明", "明"});
}

TEST_CASE("a long word is cut between characters") {
  const words cut = words_of(std::string(63, 'x') + "жж");
  REQUIRE(cut.size() == 1);
  CHECK(cut.front() == std::string(63, 'x'));
}

TEST_CASE("an e-mail is found by its local part, the pieces of it and its domain") {
  CHECK(words_of_email("anna.berg+shop@mail.example.com") ==
        words{"anna.berg+shop", "anna", "berg", "shop", "mail.example.com"});
  CHECK(words_of_email("anna").empty());
}

TEST_CASE("a phone number is found with and without the country's code") {
  CHECK(words_of_phone("+4930123456") == words{"4930123456", "30123456"});
  CHECK(words_of_phone("+14155550100") == words{"14155550100", "4155550100"});
  CHECK(words_of_phone("4930123456").empty());
}

TEST_CASE("each of the words has to begin one of the texts'") {
  CHECK(begin_words({"ber", "sof"}, {"Sofa, grey", "Berlin"}));
  CHECK_FALSE(begin_words({"ber", "blue"}, {"Sofa, grey", "Berlin"}));
  CHECK_FALSE(begin_words({"erlin"}, {"Berlin"}));
  CHECK_FALSE(begin_words({}, {"Berlin"}));
  CHECK_FALSE(begin_words({"ber"}, {}));
}
