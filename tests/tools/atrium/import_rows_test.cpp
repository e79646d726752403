#include "tools/atrium/import_rows.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "protocol/wire/json.hpp"
#include "temporary_folder.hpp"
#include "tools/atrium/failure.hpp"

using namespace atrium;
using namespace atrium::cli;

namespace {

// Each row as JSON, or the code of what is wrong with it.
std::vector<std::string> rows_of(const std::string& text, row_form form,
                                 const renamed_fields& renamed = {}) {
  const test::temporary_folder folder;
  const auto file = folder.path() / "rows";
  std::ofstream(file, std::ios::binary) << text;
  const auto rows = open_rows(file, form, renamed);
  std::vector<std::string> all;
  while (const auto row = rows->next())
    all.push_back(row->wrong ? std::string(row_of(row->wrong->code).name)
                             : wire::to_json(row->map, -1));
  CHECK(rows->bytes_read() == text.size());
  return all;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("cells of CSV become what their fields are") {
  CHECK(rows_of("\xef\xbb\xbf"
                "email,verified,created_at,preferences,id\r\n"
                "a@example.com,yes,2019-05-04,\"{\"\"a\"\":1}\",\r\n"
                "b@example.com,0,1556928000001,,\"x\n,y\"\r\n",
                row_form::csv) ==
        texts{R"({"email": "a@example.com", "verified": true, "created_at": 1556928000000, )"
              R"("preferences": {"a": 1}})",
              R"({"email": "b@example.com", "verified": false, "created_at": 1556928000001, )"
              R"("id": "x\n,y"})"});
}

TEST_CASE("a broken line of CSV is a broken row and no more") {
  CHECK(
      rows_of("email,verified\na,yes,no\nb\nc,perhaps\nd,true\n", row_form::csv) ==
      texts{"bad_request", "bad_request", "invalid_field", R"({"email": "d", "verified": true})"});
  CHECK(rows_of("email\na\n\"b\"c\nd\n", row_form::csv) ==
        texts{R"({"email": "a"})", "bad_request"});
}

TEST_CASE("columns are renamed and left out, and unknown ones told before anything is done") {
  CHECK(rows_of("Mail,Remark\na,b\n", row_form::csv, {{"Mail", "email"}, {"Remark", ""}}) ==
        texts{R"({"email": "a"})"});
  CHECK_THROWS_AS(rows_of("Mail\na\n", row_form::csv), failure);
  CHECK_THROWS_AS(rows_of("", row_form::csv), failure);
}

TEST_CASE("lines of JSON are rows as they are") {
  CHECK(rows_of("{\"a\":[1,-2,0.5,true,null,{\"b\":\"\\u00e4\"}]}\n\n{\"Mail\":\"x\",\"Note\":1}\n",
                row_form::json_lines, {{"Mail", "email"}, {"Note", ""}}) ==
        texts{"{\"a\": [1, -2, 0.5, true, null, {\"b\": \"\xc3\xa4\"}]}", R"({"email": "x"})"});
  CHECK(rows_of("[1]\n{\"a\":\n{}\n", row_form::json_lines) ==
        texts{"bad_request", "bad_request", "{}"});
}
