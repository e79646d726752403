// Calls and answers over TCP and the Unix socket.
#include <catch2/catch.hpp>

#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

TEST_CASE("a call over TCP is answered") {
  const served here;
  auto caller = here.connect();
  const std::string answer = echo_of(7, "one");
  CHECK(caller.ask(request(7, "echo", "one"), answer.size()) == answer);
}
