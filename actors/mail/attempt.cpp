#include "actors/mail/attempt.hpp"

#include <algorithm>

namespace atrium::actors {
namespace {

constexpr int doublings_max = 30;

void finish(records::mail& mail, records::mail_state how, std::int64_t now_ms,
            std::int64_t keep_ms) {
  mail.state = how;
  mail.finished_at = now_ms;
  mail.due = now_ms + keep_ms;
  mail.sealed.reset();
}

std::int64_t pause_ms(std::int64_t attempts, std::uint64_t chance, const mail_patience& with) {
  const int doublings = static_cast<int>(std::clamp<std::int64_t>(attempts - 1, 0, doublings_max));
  // A first pause is a day at most, so this fits.
  const std::int64_t due = std::min(with.retry_first_ms << doublings, with.retry_max_ms);
  return due * (800 + static_cast<std::int64_t>(chance % 401)) / 1000;
}

}  // namespace

mail_patience patience_of(const config::settings& settings) {
  return {.retry_first_ms = settings.get<"mail.retry_first_ms">(),
          .retry_max_ms = settings.get<"mail.retry_max_ms">(),
          .give_up_ms = settings.get<"mail.give_up_ms">(),
          .keep_sent_ms = settings.get<"mail.keep_sent_ms">(),
          .keep_given_up_ms = settings.get<"mail.keep_given_up_ms">()};
}

std::optional<std::string> overdue(const records::mail& mail, std::int64_t now_ms,
                                   const mail_patience& with) {
  if (mail.expires_at && now_ms >= *mail.expires_at) return "its link is void by now";
  if (now_ms >= mail.queued_at + with.give_up_ms) return "it has waited too long";
  return {};
}

records::mail after_attempt(const records::mail& mail, const delivery& came_of_it,
                            std::int64_t now_ms, std::uint64_t chance, const mail_patience& with) {
  using kind = delivery::kind;
  records::mail after = mail;
  if (came_of_it.what != kind::not_tried) ++after.attempts;
  if (came_of_it.what == kind::sent) {
    after.answer.reset();
    finish(after, records::mail_state::sent, now_ms, with.keep_sent_ms);
    return after;
  }
  after.answer = came_of_it.answer;
  after.due = now_ms + std::max<std::int64_t>(1, pause_ms(after.attempts, chance, with));
  if (came_of_it.what != kind::failed || overdue(after, after.due, with))
    finish(after, records::mail_state::given_up, now_ms, with.keep_given_up_ms);
  return after;
}

}  // namespace atrium::actors
