#include "protocol/lists/search.hpp"

#include "tests/protocol/lists/loyal_people.hpp"

using namespace atrium;
using tests::people;

namespace {

std::string found(const people& among, std::string_view search) {
  fields::problems wrong;
  const auto wanted = lists::read_search(search, among.scope, fields::path{} / "search", wrong);
  const std::string words = tests::told(wrong);
  return words.empty() ? among.wanted(wanted) : words;
}

}  // namespace

TEST_CASE("every word that is searched for begins a word of the record, whatever its field") {
  const people some;
  CHECK(found(some, "mull") == "1 2 3");
  CHECK(found(some, "Müller ann") == "1");
  CHECK(found(some, "  strassenbau   GMBH ") == "1");
  CHECK(found(some, "lukasz") == "3");
  CHECK(found(some, "ller") == "");
  CHECK(found(some, "anna bert") == "");
  CHECK(found(some, "小") == "4");
  CHECK(found(some, "Süd & Straßen") == "1");
}

TEST_CASE("e-mails are found whole, by their beginning, their local part and their domain") {
  const people some;
  for (const char* each :
       {"Anna.Mueller@Example.com", "anna.mueller@", "anna.mueller", "mueller", "example.com"}) {
    CAPTURE(each);
    CHECK(found(some, each) == "1");
  }
}

TEST_CASE("phone numbers are found however they are written") {
  const people some;
  for (const char* each :
       {"+49 30 123456", "0049 30 123456", "030 123 456", "030/12", "+4930123456", "30123456"}) {
    CAPTURE(each);
    CHECK(found(some, each) == "1");
  }
  CHECK(found(some, "(415) 555-0100") == "3");
}

TEST_CASE("numbers, references and ids are found") {
  const people some;
  CHECK(found(some, "2") == "2");
  CHECK(found(some, "c2") == "2");
  CHECK(found(some, some.all[2].reference) == "3");
  CHECK(found(some, "Erika-") == "3");
  CHECK(found(some, "ERP") == "1");
}

TEST_CASE("a search without a word, or with too many, is refused") {
  const people some;
  CHECK(found(some, "") == "search: invalid_field");
  CHECK(found(some, " & - ") == "search: invalid_field");
  std::string many = "a";
  for (std::size_t i = 1; i < lists::search_words_max; ++i) many += " a";
  CHECK(found(some, many) == "1");
  CHECK(found(some, many + " a") == "search: invalid_field");
}

TEST_CASE("words of declared mixins are searched, too") {
  const tests::loyal_people some;
  CHECK(found(some, "karte") == "1");
  CHECK(found(some, "bert silv") == "2");
  CHECK(found(some, "gold") == "");
}
