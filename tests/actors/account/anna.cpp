#include "tests/actors/account/anna.hpp"

#include "protocol/methods/customers.hpp"

#include <algorithm>

namespace atrium::tests {

namespace {

// The rows of mails among those that a change puts.
std::vector<storage::put> mail_rows_in(const storage::change_set& changes) {
  std::vector<storage::put> found;
  for (const storage::put& each : changes.puts)
    if (each.where == storage::table::records && each.key.size() == 22 &&
        storage::name_in(each.key).item == static_cast<std::uint8_t>(storage::customer_item::mails))
      found.push_back(each);
  return found;
}

records::mail mail_of(const storage::put& row) {
  return fields::decode_tagged<records::mail>(row.value).value();
}

}  // namespace

anna::anna(shop& at)
    : anna(at,
           at.prepared<methods::customers_create>(
               R"({"email": "anna@example.com", "first_name": "Anna", "last_name": "Bell",
                   "external_id": "old"})"),
           "hash") {}

anna::anna(shop& at, const outcome<actors::creation>& made, std::string password_hash) : in(at) {
  REQUIRE(made);
  auto born = actors::decide(*made, {}, in.account_context(std::move(password_hash)));
  REQUIRE(born);
  first = std::move(born).value();
  now = first.after;
  now.parts = actors::no_parts();
}

actors::decision anna::take(outcome<actors::decision> made) {
  if (!made) FAIL(made.failure().message);
  now = made->after;
  return std::move(made).value();
}

void anna::has_password() {
  now.profile->password = records::password_state::set;
  now.parts.password->record = {.version = 1, .hash = "hash of it", .set_at = 1};
}

std::string answered(const outcome<actors::decision>& made, const std::string& name) {
  REQUIRE(made);
  wire::cursor from(made->answer);
  std::uint32_t count = 0;
  from.read_map(count);
  for (std::uint32_t i = 0; i + 1 < count; ++i) {  // the last pair, seq, is not there yet
    std::string_view key, value;
    from.read_string(key);
    if (key != name) {
      from.skip();
      continue;
    }
    from.read_string(value);
    return std::string(value);
  }
  FAIL("there is no " + name);
  return {};
}

std::vector<records::mail> mails_in(const storage::change_set& changes) {
  std::vector<records::mail> found;
  for (const storage::put& each : mail_rows_in(changes)) found.push_back(mail_of(each));
  return found;
}

std::string token_in(const storage::change_set& changes, const actors::mail_key& seals) {
  for (const storage::put& each : mail_rows_in(changes))
    if (const auto mail = mail_of(each); mail.sealed)
      return std::string(seals.open(each.key, *mail.sealed)->reveal());
  FAIL("no mail with a token");
  return {};
}

records::change event_of(const storage::change_set& changes) {
  REQUIRE(changes.journal.size() == 1);
  const auto entry = fields::decode_tagged<records::change>(changes.journal.front().value);
  REQUIRE(entry);
  return *entry;
}

bool expects_absent(const actors::decision& made, storage::table where, std::string_view key) {
  return std::any_of(made.changes.expectations.begin(), made.changes.expectations.end(),
                     [&](const storage::expectation& each) {
                       return each.what == storage::expectation::kind::absent &&
                              each.where == where && each.key == key;
                     });
}

bool expects_unchanged(const actors::decision& made, std::string_view key) {
  return std::any_of(made.changes.expectations.begin(), made.changes.expectations.end(),
                     [&](const storage::expectation& each) {
                       return each.what == storage::expectation::kind::at_version &&
                              each.key == key && each.checksum;
                     });
}

}  // namespace atrium::tests
