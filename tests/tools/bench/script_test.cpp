#include "tools/bench/script.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"
#include "tests/storage/scratch_folder.hpp"
#include "tests/tools/bench/split_answers.hpp"
#include "tools/bench/peers/atrium.hpp"
#include "tools/bench/peers/postgresql.hpp"

using namespace atrium;
using namespace atrium::bench;

namespace {

const record_maker records("test0000");

std::string file_of(const test::scratch_folder& in, const std::string& text) {
  std::string path = in.path() / "script";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string encoded(const std::string& json) { return wire::from_json(json).value(); }

// A backend's message.
std::string message(char type, const std::string& content) {
  const auto size = static_cast<unsigned>(content.size() + 4);
  std::string bytes(1, type);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
  return bytes + content;
}

}  // namespace

TEST_CASE("a script has a call a line, its parts between tabs") {
  const test::scratch_folder folder;
  const auto script =
      read_script(file_of(folder, "50\tSELECT $1\tO Neil\t7\n0\tcustomers.count\n"));
  REQUIRE(script);
  REQUIRE(script->size() == 2);
  CHECK(script->front().rows == 50);
  CHECK(script->front().what == "SELECT $1");
  CHECK(script->front().values == std::vector<std::string>{"O Neil", "7"});
  CHECK(script->back().values.empty());
}

TEST_CASE("what is no script is refused, with the line") {
  const test::scratch_folder folder;
  CHECK_FALSE(read_script(folder.path() / "none"));
  CHECK_FALSE(read_script(file_of(folder, "")));
  for (const char* line : {"SELECT 1", "many\tSELECT 1", "-1\tSELECT 1", "5x\tSELECT 1"}) {
    const auto read = read_script(file_of(folder, std::string("1\tgood\n") + line + "\n"));
    REQUIRE_FALSE(read);
    CHECK(read.failure().message.find("line 2") != std::string::npos);
  }
}

TEST_CASE("Atrium: a call of a script is sent as it says, and right with as many items") {
  atrium_peer peer(
      records, {.api_key = "key",
                .script = {{.rows = 2, .what = "customers.list", .values = {R"([{"limit": 2}])"}},
                           {.rows = 0, .what = "customers.count", .values = {}}}});
  REQUIRE(peer.prepare({}));
  wire::buffer out;
  peer.ask(out, 3, open_call(work::scripted, 0));
  CHECK(out.view() == encoded(R"([0, 3, "customers.list", [{"limit": 2}]])"));
  const call calls[] = {open_call(work::scripted, 0), open_call(work::scripted, 1)};
  check_split(peer, encoded(R"([1, 0, null, {"items": [{}, {}], "seq": 1}])"), verdict::good, calls,
              0, 0);
  check_split(peer, encoded(R"([1, 0, null, {"items": [{}], "seq": 1}])"), verdict::failed, calls,
              0, 0);
  check_split(peer, encoded(R"([1, 0, "overloaded: later", null])"), verdict::failed, calls, 0, 0);
  check_split(peer, encoded(R"([1, 1, null, {"count": 5}])"), verdict::good, calls, 0, 1);
}

TEST_CASE("PostgreSQL: a call of a script is right with as many rows") {
  postgresql_peer peer(records, {.script = {{.rows = 2, .what = "SELECT $1", .values = {"a"}},
                                            {.rows = 2, .what = "SELECT $1", .values = {"b"}}}});
  wire::buffer out;
  peer.ask(out, 0, open_call(work::scripted, 1));
  const std::string_view statement("script0\0", 8);  // both have it
  CHECK(out.view().find(statement) != std::string_view::npos);
  const call calls[] = {open_call(work::scripted, 0)};
  const std::string row = message('D', std::string("\0\1\0\0\0\1x", 7));
  const std::string end = message('C', std::string("SELECT 2\0", 9)) + message('Z', "I");
  check_split(peer, message('2', "") + row + row + end, verdict::good, calls, 0, 0);
  check_split(peer, message('2', "") + row + end, verdict::failed, calls, 0, 0);
  const std::string refused = message('E', std::string("SERROR\0Mno\0\0", 12));
  check_split(peer, row + row + refused + message('Z', "I"), verdict::failed, calls, 0, 0);
}
