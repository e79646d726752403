#include "actors/session/subscription.hpp"

#include <catch2/catch.hpp>

using atrium::actors::subscription;

TEST_CASE("no more events are sent than the window holds, until they are acknowledged") {
  subscription told(1, 2);
  CHECK(told.wants_more());
  CHECK(told.room() == 2);
  told.sent(1);
  told.sent(2);
  told.looked_as_far_as(3);
  CHECK_FALSE(told.wants_more());
  CHECK(told.acknowledge(1));
  CHECK(told.wants_more());
  CHECK(told.room() == 1);
}

TEST_CASE("an acknowledgement stands for all events before it, and counts once") {
  subscription told(1, 3);
  for (std::int64_t seq = 1; seq <= 3; ++seq) told.sent(seq);
  told.looked_as_far_as(4);
  CHECK(told.acknowledge(2));
  CHECK(told.acknowledge(2));
  CHECK(told.acknowledge(1));
  CHECK(told.room() == 2);
}

TEST_CASE("what was not sent cannot be acknowledged") {
  subscription told(5, 3);
  told.sent(6);
  told.looked_as_far_as(8);
  CHECK_FALSE(told.acknowledge(8));
  CHECK(told.acknowledge(7));  // looked at, though not to be heard of
  CHECK(told.room() == 3);
}

TEST_CASE("who has caught up wants nothing until the journal goes on") {
  subscription told(1, 3);
  told.caught_up();
  CHECK_FALSE(told.wants_more());
  told.journal_went_on();
  CHECK(told.wants_more());
}
