#include "protocol/lists/cursor.hpp"

#include <catch2/catch.hpp>

#include "protocol/lists/build.hpp"

using namespace atrium;
using namespace atrium::lists;

namespace {

const std::string key(16, 'k');
const condition guests = in_set(6, {"guest"});
const condition early = in_range(29, "", "x");

}  // namespace

TEST_CASE("a cursor gives back the place it was made of") {
  const std::string digest = digest_of(guests, {11, true});
  for (const place& each : {place{"Müller", 7}, place{"", 1}, place{std::nullopt, 1ull << 60},
                            place{std::string("\0=\xff", 3), 0}, place{std::string(200, 'x'), 9}}) {
    const std::string cursor = seal_cursor(each, digest, key);
    CHECK(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_") == std::string::npos);
    const auto opened = open_cursor(cursor, digest, key);
    REQUIRE(opened);
    CHECK(*opened == each);
  }
}

TEST_CASE("a cursor fits one tenant, one filter and one order") {
  const std::string digest = digest_of(guests, {11, true});
  const std::string cursor = seal_cursor({"x", 7}, digest, key);
  CHECK_FALSE(open_cursor(cursor, digest, std::string(16, 'K')));
  CHECK_FALSE(open_cursor(cursor, digest_of(guests, {11, false}), key));
  CHECK_FALSE(open_cursor(cursor, digest_of(guests, {10, true}), key));
  CHECK_FALSE(open_cursor(cursor, digest_of(early, {11, true}), key));
  CHECK(open_cursor(cursor, digest, std::string(16, 'K')).failure().path == "cursor");
}

TEST_CASE("a cursor with any letter changed, added or missing is refused") {
  const std::string digest = digest_of(guests, {});
  const std::string cursor = seal_cursor({"some key", 7}, digest, key);
  for (std::size_t at = 0; at < cursor.size(); ++at) {
    std::string changed = cursor;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK_FALSE(open_cursor(changed, digest, key));
    CHECK_FALSE(open_cursor(cursor.substr(0, at), digest, key));
  }
  for (const char* more : {"A", "=", "!", "\n"})
    CHECK_FALSE(open_cursor(cursor + more, digest, key));
}

TEST_CASE("the digest does not depend on the order in which a map was written") {
  CHECK(digest_of(all_of({guests, early}), {}) == digest_of(all_of({early, guests}), {}));
  CHECK(digest_of(all_of({guests, early}), {}) != digest_of(any_of({early, guests}), {}));
  CHECK(digest_of(none_of(guests), {}) != digest_of(guests, {}));
}
