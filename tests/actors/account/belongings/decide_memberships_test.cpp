#include "protocol/methods/memberships.hpp"

#include "tests/actors/account/marks.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::memberships_grant;
using methods::memberships_revoke;
using methods::roles_grant;
using methods::roles_revoke;
using records::membership;
using records::membership_state;
using storage::customer_item;

namespace {

std::string until(std::int64_t time) { return R"(, "until": )" + std::to_string(time); }
std::string from(std::int64_t time) { return R"(, "from": )" + std::to_string(time); }
const std::string gold = R"("membership": "gold")";
const std::string buyer = R"("role": "buyer")";

}  // namespace

TEST_CASE("a membership that begins at once is active, and a role of its name another thing") {
  shop in;
  marked_anna her(in);
  const auto made = her.does<memberships_grant>(gold);
  CHECK(events_of(made) == "membership.granted g1 1");
  CHECK(answered(made, "state") == "active");
  CHECK(her.mark<membership>().from == in.world.now);
  CHECK(made.changes.journal.front().value.find("gold") == std::string::npos);
  CHECK(events_of(her.does<roles_grant>(R"("role": "gold")")) == "role.granted g2 1");
  CHECK(her.now.parts.counts->record.memberships == 2);
  CHECK(events_of(her.does<roles_revoke>(R"("role": "gold")")) == "role.revoked g2 2");
  CHECK(her.mark<membership>(1).state == membership_state::active);
  CHECK(her.mark<membership>(2).state == membership_state::revoked);
}

TEST_CASE("beginning and end are events at their time") {
  shop in;
  marked_anna her(in);
  const std::int64_t begin = in.world.now + hour_ms, end = begin + hour_ms;
  const auto made = her.does<memberships_grant>(gold + from(begin) + until(end));
  CHECK(answered(made, "state") == "upcoming");
  CHECK(puts(made, her.place(customer_item::memberships, begin)));
  in.world.now = begin - 1;
  CHECK(her.is_due(customer_item::memberships).changes.puts.empty());
  in.world.now = begin;
  const auto begun = her.is_due(customer_item::memberships);
  CHECK(events_of(begun) == "membership.began g1 2");
  CHECK(event_of(begun.changes).principal == "atrium");
  CHECK(erases(begun, her.place(customer_item::memberships, begin)));
  CHECK(puts(begun, her.place(customer_item::memberships, end)));
  in.world.now = end;
  const auto ended = her.is_due(customer_item::memberships);
  CHECK(events_of(ended) == "membership.ended g1 3");
  CHECK(erases(ended, her.place(customer_item::memberships, end)));
  CHECK(her.is_due(customer_item::memberships).changes.puts.empty());
  CHECK(her.mark<membership>().state == membership_state::ended);
}

TEST_CASE("where nobody was there to see it, it begins and ends in one") {
  shop in;
  marked_anna her(in);
  her.does<roles_grant>(buyer + from(in.world.now + 1) + until(in.world.now + 2));
  in.world.now += hour_ms;
  const auto made = her.is_due(customer_item::memberships);
  CHECK(events_of(made) == "role.began g1 2, role.ended g1 3");
  CHECK(her.mark<membership>().version == 3);
}

TEST_CASE("one that is not over is changed by granting it again") {
  shop in;
  marked_anna her(in);
  const std::int64_t begin = in.world.now, end = begin + hour_ms;
  her.does<memberships_grant>(gold + until(end));
  in.world.now += 1;
  CHECK(her.does<memberships_grant>(gold + until(end)).changes.puts.empty());
  const auto longer = her.does<memberships_grant>(gold + until(end + 1));
  CHECK(events_of(longer) == "membership.granted g1 2");
  CHECK(her.mark<membership>().from == begin);
  CHECK(erases(longer, her.place(customer_item::memberships, end)));
  CHECK(puts(longer, her.place(customer_item::memberships, end + 1)));
  const auto put_off = her.does<memberships_grant>(gold + from(end));
  CHECK(answered(put_off, "state") == "upcoming");
  CHECK(puts(put_off, her.place(customer_item::memberships, end)));
}

TEST_CASE("what time has done by then is told of first") {
  shop in;
  marked_anna her(in);
  her.does<memberships_grant>(gold + from(in.world.now + 1) + until(in.world.now + hour_ms));
  in.world.now += 1;
  CHECK(events_of(her.does<memberships_grant>(gold)) ==
        "membership.began g1 2, membership.granted g1 3");
  her.does<memberships_grant>(gold + until(in.world.now + 1));
  in.world.now += 1;
  CHECK(events_of(her.does<memberships_grant>(gold)) ==
        "membership.ended g1 5, membership.granted g2 1");
  her.does<roles_grant>(buyer + from(in.world.now + 1));
  in.world.now += 1;
  CHECK(events_of(her.does<roles_revoke>(buyer)) == "role.began g3 2, role.revoked g3 3");
}

TEST_CASE("only what is not over can be revoked") {
  shop in;
  marked_anna her(in);
  CHECK(wrong_in(her.tried<memberships_revoke>(gold)) == "membership: not_found");
  CHECK(wrong_in(her.tried<roles_revoke>(buyer)) == "role: not_found");
  her.does<memberships_grant>(gold + until(in.world.now + 1));
  in.options.if_version = 7;
  CHECK(wrong_in(her.tried<memberships_revoke>(gold)) == "version_conflict");
  CHECK(wrong_in(her.tried<memberships_grant>(gold)) == "version_conflict");
  in.options.if_version.reset();
  in.world.now += 1;
  CHECK(wrong_in(her.tried<memberships_revoke>(gold)) == "membership: not_found");
}

TEST_CASE("an end is later than now, and than the beginning") {
  shop in;
  marked_anna her(in);
  CHECK(wrong_in(her.tried<memberships_grant>(gold + until(in.world.now))) ==
        "until: invalid_field");
  CHECK(wrong_in(her.tried<memberships_grant>(gold + from(in.world.now + 5) +
                                              until(in.world.now + 5))) == "until: invalid_field");
}

TEST_CASE("a customer has so many memberships and roles, and the last ones of the others") {
  shop in;
  marked_anna her(in);
  const auto name = [](std::int64_t number) {
    return R"("membership": "m)" + std::to_string(number) + "\"";
  };
  std::int64_t next = 0;
  for (; next < methods::open_memberships_max; ++next) her.does<memberships_grant>(name(next));
  CHECK(wrong_in(her.tried<memberships_grant>(name(next))) == "limit_reached");
  CHECK(her.tried<roles_grant>(buyer));
  for (std::int64_t done = 0; done <= methods::past_memberships_max; ++done) {
    ++in.world.now;
    her.does<memberships_revoke>(name(next - 1));
    her.does<memberships_grant>(name(next - 1));
  }
  const auto& book = actors::marks_of<membership>(her.now.parts);
  CHECK(static_cast<std::int64_t>(book.size()) <=
        methods::open_memberships_max + methods::past_memberships_max + 1);
  CHECK(her.now.parts.counts->record.memberships == static_cast<std::int64_t>(book.size()));
}
