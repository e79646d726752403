#include "protocol/mailing/purpose.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace atrium::mailing;

// What staff.mails tells an administrator to do: have a new one sent.
TEST_CASE("mails to staff have links with tokens, so that none is tried again by hand") {
  const auto is_to_staff = [](const purpose_row& each) { return each.below == base::back_office; };
  CHECK(std::ranges::any_of(purpose_table, is_to_staff));
  for (const purpose_row& each : purpose_table)
    if (is_to_staff(each)) CHECK(each.leads == link::token);
}
