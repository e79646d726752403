// What becomes of a mail that was tried: a pure function of it, the outcome and the time. No CAF,
// no threads.
#pragma once

#include "actors/mail/mail_carrier.hpp"
#include "config/settings.hpp"
#include "protocol/records/mail.hpp"

namespace atrium::actors {

struct mail_patience {
  std::int64_t retry_first_ms;
  std::int64_t retry_max_ms;
  std::int64_t give_up_ms;
  std::int64_t keep_sent_ms;
  std::int64_t keep_given_up_ms;
};
mail_patience patience_of(const config::settings& settings);

// Why it is not worth another attempt; nothing if it is. A mail that waited for a day while there
// was no mail server, or whose link is void, would only confuse.
std::optional<std::string> overdue(const records::mail& mail, std::int64_t now_ms,
                                   const mail_patience& with);

// The mail after an attempt: sent; or given up, because the server refused it for good or it has
// become overdue; or to be tried again later. `chance` (any number) spreads the retries of many
// mails that failed together: the pause is four to six fifths of what is due.
records::mail after_attempt(const records::mail& mail, const delivery& came_of_it,
                            std::int64_t now_ms, std::uint64_t chance, const mail_patience& with);

}  // namespace atrium::actors
