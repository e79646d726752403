#include "actors/turns.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atrium;

TEST_CASE("tenants take turns, and the jobs of one keep their order") {
  actors::turns<std::string> waiting;
  for (const char* each : {"a1", "a2", "a3"}) waiting.push({1}, each);
  waiting.push({2}, "b1");
  waiting.push({3}, "c1");
  CHECK(waiting.size() == 5);
  std::string order;
  while (!waiting.empty()) order += waiting.pop() + " ";
  CHECK(order == "a1 b1 c1 a2 a3 ");
}

TEST_CASE("a tenant that comes again waits for those whose turn it is") {
  actors::turns<std::string> waiting;
  waiting.push({2}, "b1");
  CHECK(waiting.pop() == "b1");
  waiting.push({2}, "b2");
  waiting.push({1}, "a1");
  waiting.push({3}, "c1");
  CHECK(waiting.pop() == "c1");
  CHECK(waiting.pop() == "a1");
  CHECK(waiting.pop() == "b2");
}

TEST_CASE("who waits no longer is taken out of the middle, too") {
  actors::turns<std::string> waiting;
  for (const char* each : {"late", "a", "late"}) waiting.push({1}, each);
  waiting.push({2}, "late");
  waiting.erase_if([](const std::string& each) { return each == "late"; });
  CHECK(waiting.size() == 1);
  CHECK(waiting.pop() == "a");
  CHECK(waiting.empty());
}
