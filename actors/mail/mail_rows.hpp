// Mails as rows of a change set (docs/data_format.md, Mails): ordered, moved on, forgotten. Whoever
// changes one goes through here, so that a record and its place in the outbox never part. No CAF,
// no threads.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "actors/mail/mail_key.hpp"
#include "protocol/outcome.hpp"
#include "protocol/records/mail.hpp"
#include "storage/change_set.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

// What a mail is to say, and to whom.
struct mail_order {
  mailing::purpose purpose;
  std::string address;  // canonical, and one that the store has: never one of a request
  std::optional<std::string> site;
  std::string locale;
  std::vector<std::pair<std::string, std::string>> data;  // variables of its template
  std::string_view secret = {};  // the token of its link, or what purpose_row::secret names
  std::optional<std::int64_t> lifetime_ms = {};  // of the token
};

// `at`: where its record will be, under a number that was never used.
records::mail new_mail(const mail_order& order, const storage::key& at, std::uint64_t number,
                       std::int64_t now_ms, const mail_key& key);

// Puts a record and its place.
void put_mail(storage::change_set& into, std::string_view at, const records::mail& mail);
// The same of a mail that is there, expecting it as it was read.
void change_mail(storage::change_set& into, std::string_view at, const records::mail& before,
                 std::uint64_t checksum, records::mail after);
// Erases both; who does so expects the record.
void erase_mail(storage::change_set& into, std::string_view at, const records::mail& mail);

// The values for its template; those of the order, by name.
std::vector<std::pair<std::string, std::string>> data_of(const records::mail& mail);

// A mail as it is stored.
struct stored_mail {
  std::string at;
  records::mail mail;
  std::uint64_t checksum = 0;
};
outcome<std::optional<stored_mail>> read_mail(const storage::snapshot& reading,
                                              std::string_view at);

}  // namespace atrium::actors
