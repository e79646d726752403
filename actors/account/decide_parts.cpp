#include "actors/account/decide_parts.hpp"

#include "actors/answer.hpp"
#include "protocol/records/change.hpp"
#include "storage/checksum.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using records::customer;

std::string encoded_entry(account_number account, std::optional<records::login_kind> login) {
  return fields::encode_tagged(
      records::unique_entry{.number = static_cast<std::int64_t>(account.value), .login = login});
}

// The change set of a customer that now is `after`: record, journal entry and answer agree in
// version.
decision changed(customer after, std::string event, std::vector<std::string> names,
                 const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  std::string stored = fields::encode_tagged(after);
  made.answer = unfinished_answer<customer>(stored);
  const storage::key key = storage::customer_key(in.tenant.number, in.account);
  made.after.checksum = storage::checksum(key, stored);
  made.changes.puts.push_back(
      {storage::table::records, std::string(key.view()), std::move(stored)});
  records::change entry{.time = in.now_ms,
                        .kind = std::move(event),
                        .account = static_cast<std::int64_t>(in.account.value),
                        .custom_id = after.custom_id ? std::optional(after.id) : std::nullopt,
                        .version = after.version,
                        .fields_changed = std::move(names),
                        .principal = in.caller.name(),
                        .site = in.options.site ? in.options.site : after.home_site,
                        .reason = in.options.reason,
                        .home_site = after.home_site};
  made.changes.journal = {in.tenant.number, fields::encode_tagged(entry)};
  made.after.profile = std::move(after);
  return made;
}

// A command on an existing customer: what it finds, or why it may not.
outcome<const customer*> existing(const account_state& now, const decide_context& in) {
  if (!now.profile) return refusal(errc::not_found);
  if (in.options.if_version && *in.options.if_version != now.profile->version) {
    error conflict = refusal(errc::version_conflict);
    conflict.data.emplace_back("version", now.profile->version);
    return conflict;
  }
  if (now.profile->erased) return refusal(errc::not_found);
  return &*now.profile;
}

// That the record is the very one that the command was decided on. Its version alone would not do:
// what another account actor, whose router or who himself has died, had sent to the committer may
// have the same version and another content.
void expect_unchanged(decision& made, const account_state& before, const decide_context& in) {
  const storage::key key = storage::customer_key(in.tenant.number, in.account);
  made.changes.expectations.push_back(
      {storage::expectation::kind::at_version, storage::table::records, std::string(key.view()),
       static_cast<std::uint64_t>(before.profile->version), before.checksum});
  made.blame.emplace_back();
}

void expect_absent(decision& made, storage::table where, std::string_view key, error otherwise) {
  made.changes.expectations.push_back(
      {storage::expectation::kind::absent, where, std::string(key)});
  made.blame.emplace_back(std::move(otherwise));
}

// An update that changes nothing is answered in its turn, without a new version or journal entry.
decision unchanged(const account_state& now, const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  made.answer = unfinished_answer<customer>(fields::encode_tagged(*now.profile));
  made.after = now;
  expect_unchanged(made, now, in);
  return made;
}

}  // namespace atrium::actors
