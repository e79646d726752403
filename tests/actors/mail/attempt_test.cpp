#include "actors/mail/attempt.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::actors;
using records::mail_state;

namespace {

constexpr mail_patience patience{.retry_first_ms = 1'000,
                                 .retry_max_ms = 8'000,
                                 .give_up_ms = 100'000,
                                 .keep_sent_ms = 500'000,
                                 .keep_given_up_ms = 900'000};
constexpr std::uint64_t middle = 200;  // a chance that leaves the pause as it is

records::mail waiting() {
  return {.created_at = 10, .queued_at = 10, .due = 10, .sealed = "sealed"};
}

records::mail after(delivery::kind what, std::int64_t now, records::mail mail = waiting(),
                    std::uint64_t chance = middle) {
  return after_attempt(mail, {.what = what, .answer = "as it said"}, now, chance, patience);
}

}  // namespace

TEST_CASE("a mail that was sent is remembered for a while, without its secret") {
  const records::mail sent = after(delivery::kind::sent, 50);
  CHECK(sent.state == mail_state::sent);
  CHECK(sent.attempts == 1);
  CHECK(sent.finished_at == 50);
  CHECK(sent.due == 500'050);
  CHECK_FALSE(sent.sealed);
  CHECK_FALSE(sent.answer);
}

TEST_CASE("a failed attempt is repeated after pauses that double up to the longest") {
  records::mail mail = waiting();
  for (const std::int64_t pause : {1'000, 2'000, 4'000, 8'000, 8'000}) {
    const std::int64_t now = mail.due;
    mail = after(delivery::kind::failed, now, mail);
    CHECK(mail.state == mail_state::queued);
    CHECK(mail.due == now + pause);
    CHECK(mail.answer == "as it said");
    CHECK(mail.sealed == "sealed");
  }
  CHECK(mail.attempts == 5);
  CHECK(after(delivery::kind::failed, 0, waiting(), 0).due == 800);
  CHECK(after(delivery::kind::failed, 0, waiting(), 400).due == 1'200);
  mail.attempts = 4'000;
  CHECK(after(delivery::kind::failed, 20, mail).due == 8'020);
}

TEST_CASE("it is given up when refused for good, when a day is over, or when its link is void") {
  const records::mail refused = after(delivery::kind::refused, 50);
  CHECK(refused.state == mail_state::given_up);
  CHECK(refused.due == 900'050);
  CHECK(refused.answer == "as it said");
  CHECK_FALSE(refused.sealed);
  CHECK(after(delivery::kind::failed, 98'000).state == mail_state::queued);
  CHECK(after(delivery::kind::failed, 99'500).state == mail_state::given_up);
  records::mail with_link = waiting();
  with_link.expires_at = 3'000;
  CHECK(after(delivery::kind::failed, 1'900, with_link).state == mail_state::queued);
  CHECK(after(delivery::kind::failed, 2'000, with_link).state == mail_state::given_up);
  CHECK(overdue(with_link, 3'000, patience));
  CHECK_FALSE(overdue(with_link, 2'999, patience));
  CHECK(overdue(waiting(), 100'010, patience));
  CHECK_FALSE(overdue(waiting(), 100'009, patience));
}

TEST_CASE("what was overdue was not tried") {
  const records::mail mail = after(delivery::kind::not_tried, 200'000);
  CHECK(mail.state == mail_state::given_up);
  CHECK(mail.attempts == 0);
}
