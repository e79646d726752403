#include "config/toml_file.hpp"

#include <catch2/catch.hpp>

#include "config/check.hpp"
#include "config/knobs.hpp"

using namespace atrium::config;

namespace {

std::vector<std::string> told(std::string_view text) {
  std::vector<std::string> lines;
  for (const problem& wrong : parse_toml(text, "a.toml").wrong) lines.push_back(to_string(wrong));
  return lines;
}

using lines = std::vector<std::string>;

// A value other than the default, as TOML and as the value it must become.
std::pair<std::string, knob_value> sample_of(const knob& row) {
  switch (row.kind) {
    case knob_kind::integer:
      return {std::to_string(row.allowed.max), row.allowed.max};
    case knob_kind::boolean:
      return {row.fallback != 0 ? "false" : "true", row.fallback == 0};
    case knob_kind::text:
      if (!row.has_choices()) return {"\"some words\"", std::string("some words")};
      return {'"' + std::string(row.choices[1]) + '"', std::string(row.choices[1])};
    case knob_kind::path:
      return {"\"/some/where\"", std::filesystem::path("/some/where")};
    case knob_kind::text_list:
      return {R"(["[::1]:1", "localhost:2"])", std::vector<std::string>{"[::1]:1", "localhost:2"}};
  }
  return {};
}

}  // namespace

TEST_CASE("every knob is read from TOML") {
  for (std::size_t row = 0; row < knobs.size(); ++row) {
    const auto [text, value] = sample_of(knobs[row]);
    INFO(knobs[row].name);
    const assigned read = parse_toml("[" + std::string(knobs[row].section()) + "]\n" +
                                         std::string(knobs[row].key()) + " = " + text + "\n",
                                     "a.toml");
    CHECK(read.wrong.empty());
    REQUIRE(read.assignments.size() == 1);
    CHECK(read.assignments[0].row == row);
    CHECK(read.assignments[0].value == value);
    CHECK(read.assignments[0].where.line == 2);
  }
}

TEST_CASE("a dotted key is the same as a section") {
  const assigned read = parse_toml("front.io_threads = 7\n", "a.toml");
  REQUIRE(read.assignments.size() == 1);
  CHECK(read.assignments[0].value == knob_value(std::int64_t{7}));
}

TEST_CASE("an unknown key is told with its place and the nearest known one") {
  CHECK(told("[front]\nio_thread = 2\n") ==
        lines{"a.toml:2:1: unknown setting front.io_thread; did you mean front.io_threads?"});
  CHECK(told("[frnt]\n") == lines{"a.toml:1:2: unknown setting frnt; did you mean front?"});
  CHECK(told("io_threads = 2\n") ==
        lines{"a.toml:1:1: unknown setting io_threads; did you mean front.io_threads?"});
  CHECK(told("[front.deeper]\nx = 1\n") == lines{"a.toml:1:8: unknown setting front.deeper"});
  CHECK(told("something_else_entirely = 2\n") ==
        lines{"a.toml:1:1: unknown setting something_else_entirely"});
}

TEST_CASE("a quoted dotted key does not pass for a section's key") {
  CHECK(told("\"front.io_threads\" = 2\n").size() == 1);
}

TEST_CASE("a wrong type is told with the place of the value") {
  CHECK(told("[front]\nio_threads = \"2\"\n") ==
        lines{"a.toml:2:14: front.io_threads: wants an integer, not a text"});
  CHECK(told("[front]\nio_threads = 2.0\n") ==
        lines{"a.toml:2:14: front.io_threads: wants an integer, not a number with a fraction"});
  CHECK(
      told("[listen]\nplaintext_beyond_loopback = 1\n") ==
      lines{"a.toml:2:29: listen.plaintext_beyond_loopback: wants true or false, not an integer"});
  CHECK(told("[log]\nlevel = true\n") ==
        lines{"a.toml:2:9: log.level: wants a text, not a boolean"});
  CHECK(told("[data]\nfolder = [\"x\"]\n") ==
        lines{"a.toml:2:10: data.folder: wants a text, not a list"});
  CHECK(told("[listen]\naddresses = \"127.0.0.1:1\"\n") ==
        lines{"a.toml:2:13: listen.addresses: wants a list of texts, not a text"});
  CHECK(told("[listen]\naddresses = [\"127.0.0.1:1\",\n 5, 1979-05-27]\n") ==
        lines{"a.toml:3:2: listen.addresses: wants texts in its list, not an integer",
              "a.toml:3:5: listen.addresses: wants texts in its list, not a date or time"});
  CHECK(told("front = 3\n") == lines{"a.toml:1:9: front is a section, not an integer"});
  CHECK(told("[[front]]\nio_threads = 3\n") == lines{"a.toml:1:1: front is a section, not a list"});
}

TEST_CASE("a value that is not allowed is told with its place and what is") {
  CHECK(told("[front]\nio_threads = -1\n") ==
        lines{"a.toml:2:14: front.io_threads: -1 is outside 0 to 256"});
  CHECK(told("[log]\nformat = \"xml\"\n") ==
        lines{"a.toml:2:10: log.format: \"xml\" is none of text, json"});
  CHECK(told("[log]\nformat = \"\"\n") ==
        lines{"a.toml:2:10: log.format: \"\" is none of text, json"});
  CHECK(told("[data]\nfolder = \"\"\n") == lines{"a.toml:2:10: data.folder: may not be empty"});
  CHECK(told("[data]\nfolder = \"a\\u0000b\"\n") ==
        lines{"a.toml:2:10: data.folder: a path has no control characters"});
  CHECK(told("[listen]\nsocket = \"" + std::string(108, 'x') + "\"\n") ==
        lines{"a.toml:2:10: listen.socket: a path of 108 bytes is outside 0 to 107"});
  CHECK(told("[listen]\naddresses = [\"nowhere\"]\n") ==
        lines{"a.toml:2:13: listen.addresses: \"nowhere\" is no address with a port, like "
              "127.0.0.1:7420"});
}

TEST_CASE("all problems are told at once, in the file's order") {
  const lines all = told(
      "[zebra]\n"
      "[front]\n"
      "items_max = 1\n"
      "depth_max = \"x\"\n"
      "colour = 1\n"
      "[data]\n"
      "folder = 1\n");
  REQUIRE(all.size() == 5);
  CHECK(all[0].starts_with("a.toml:1:2: "));
  CHECK(all[1].starts_with("a.toml:3:13: "));
  CHECK(all[2].starts_with("a.toml:4:13: "));
  CHECK(all[3].starts_with("a.toml:5:1: "));
  CHECK(all[4].starts_with("a.toml:7:10: "));
}

TEST_CASE("a refused setting is still known to have been set") {
  const assigned read = parse_toml("[front]\nio_threads = -1\n", "a.toml");
  REQUIRE(read.assignments.size() == 1);
  CHECK_FALSE(read.assignments[0].value);
}

TEST_CASE("a syntax error is told with its place") {
  const assigned read = parse_toml("[front]\nio_threads = \n", "a.toml");
  REQUIRE(read.wrong.size() == 1);
  CHECK(read.wrong[0].where.line == 2);
  CHECK(read.assignments.empty());
  CHECK(told("a = 1\na = 2\n").size() == 1);
  CHECK(told("\xff").size() == 1);
  CHECK(told(std::string(100'000, '[')).size() == 1);
}

TEST_CASE("a key cannot forge a line of the report") {
  const lines all = told("\"x\\u001b[2J\\ny\" = 1\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0] == "a.toml:1:1: unknown setting x\\u001b[2J\\ny");
}

TEST_CASE("an empty file sets nothing and is fine") {
  CHECK(told("").empty());
  CHECK(parse_toml("# nothing\n[front]\n", "a.toml").assignments.empty());
}
