#include "tools/bench/peers/postgresql.hpp"

#include "tests/tools/bench/split_answers.hpp"

using namespace atrium::bench;

namespace {

const record_maker records("test0000");

std::string message(char type, const std::string& content) {
  const auto size = static_cast<unsigned>(content.size() + 4);
  std::string bytes(1, type);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
  return bytes + content;
}

std::string done(const std::string& tag) { return message('2', "") + message('C', tag + '\0'); }

std::string row(const std::string& value) {
  const auto size = static_cast<unsigned>(value.size());
  std::string content("\0\1", 2);
  for (int shift = 24; shift >= 0; shift -= 8) content += static_cast<char>(size >> shift);
  return message('2', "") + message('D', content + value) +
         message('C', std::string("SELECT 1\0", 9));
}

const std::string ready = message('Z', "I");
const std::string refused = message('E', std::string("SERROR\0Mduplicate key\0\0", 23));

}  // namespace

TEST_CASE("PostgreSQL: the record asked for is a good answer, in however many pieces") {
  const postgresql_peer peer(records, {});
  const call calls[] = {open_call(work::get, 4), open_call(work::get, 5)};
  check_split(peer, row(records.body(work::get, 5, 1)) + ready, verdict::good, calls, 1, 1);
}

TEST_CASE("PostgreSQL: another record, a short one, none and an error are failed answers") {
  const postgresql_peer peer(records, {});
  const call calls[] = {open_call(work::get, 5)};
  const std::string bytes = GENERATE_COPY(
      row(records.body(work::get, 6, 1)) + ready,
      row(records.body(work::get, 5, 1).substr(0, 599)) + ready,
      message('2', "") + message('C', std::string("SELECT 0\0", 9)) + ready, refused + ready);
  check_split(peer, bytes, verdict::failed, calls, 0, 0);
}

TEST_CASE("PostgreSQL: an update or creation is good when both rows were written and committed") {
  const postgresql_peer peer(records, {});
  const bool creation = GENERATE(false, true);
  const call calls[] = {open_call(creation ? work::create : work::update, 5)};
  const std::string first = creation ? done("INSERT 0 1") : done("UPDATE 1");
  const std::string journal = done("INSERT 0 1");
  check_split(peer, done("BEGIN") + first + journal + done("COMMIT") + ready, verdict::good, calls,
              0, 0);
  check_split(peer, done("BEGIN") + done("UPDATE 0") + journal + done("COMMIT") + ready,
              verdict::failed, calls, 0, 0);
  check_split(peer, done("BEGIN") + first + journal + done("ROLLBACK") + ready, verdict::failed,
              calls, 0, 0);
  check_split(peer, done("BEGIN") + refused + message('Z', "E"), verdict::failed, calls, 0, 0);
}

TEST_CASE("PostgreSQL: filling accepts an account that is there, and no error") {
  const postgresql_peer peer(records, {});
  const call calls[] = {open_call(work::fill, 5)};
  check_split(peer, done("INSERT 0 0") + ready, verdict::good, calls, 0, 0);
  check_split(peer, refused + ready, verdict::failed, calls, 0, 0);
}

TEST_CASE("PostgreSQL: a call is one flight of well-formed messages that ends in a Sync") {
  postgresql_peer peer(records, {});
  const work what = GENERATE(work::get, work::update, work::create, work::fill);
  atrium::wire::buffer out;
  peer.ask(out, 0, open_call(what, 5));
  std::string types;
  std::string_view rest = out.view();
  while (rest.size() >= 5) {
    std::size_t size = 0;
    for (std::size_t i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(rest[i]);
    types += rest[0];
    REQUIRE(rest.size() > size);
    rest.remove_prefix(size + 1);
  }
  CHECK(rest.empty());
  CHECK(types == (what == work::get || what == work::fill ? "BES" : "BEBEBEBES"));
}
