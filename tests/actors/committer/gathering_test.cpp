#include "actors/committer/gathering.hpp"

#include <catch2/catch.hpp>

using atrium::actors::gathering;

namespace {

// After a commit of `changes` that ended at 1000 µs and waited as long for the disk, and during
// which `came` others arrived.
gathering after(std::size_t changes, std::size_t came) {
  gathering made;
  made.commit(changes);
  made.answered(changes, 1'000, 1'000, 75);
  made.found(came);
  return made;
}

}  // namespace

TEST_CASE("a commit waits for those whom the last one answered, a share of its time") {
  const gathering now = after(32, 32);
  CHECK(now.pause_us(32, 1'000) == 750);
  CHECK(now.pause_us(63, 1'700) == 50);
  CHECK(now.pause_us(64, 1'100) == 0);  // all are there
  CHECK(now.pause_us(40, 1'750) == 0);  // long enough
}

TEST_CASE("who is alone waits for nobody") {
  const gathering now = after(1, 0);
  CHECK(now.pause_us(1, 1'010) == 0);
}

TEST_CASE("of those whom the last commit answered, the first waits for the others") {
  const gathering now = after(64, 0);
  CHECK(now.pause_us(1, 1'050) == 700);
  CHECK(now.pause_us(1, 9'000) == 0);
}

TEST_CASE("no share of the time, no waiting") {
  gathering now;
  now.answered(32, 1'000, 1'000, 0);
  now.found(32);
  CHECK(now.pause_us(32, 1'000) == 0);
}

TEST_CASE("waiting that did not pay is not tried again for a while") {
  gathering now = after(32, 8);
  now.begin(8);
  CHECK(now.under_way());
  CHECK_FALSE(now.complete(39));
  now.commit(10);  // 2 of 32 came
  CHECK_FALSE(now.under_way());
  int without = 0;
  for (; without < 100; ++without) {
    now.answered(32, 1'000, 1'000, 75);
    now.found(8);
    if (now.pause_us(8, 1'000) > 0) break;
    now.commit(8);
  }
  CHECK(without == 16);
}

TEST_CASE("waiting that paid is done again") {
  gathering now = after(32, 8);
  now.begin(8);
  CHECK(now.complete(40));
  now.commit(40);
  now.answered(40, 1'000, 1'000, 75);
  now.found(0);
  CHECK(now.pause_us(1, 1'000) == 750);
}
