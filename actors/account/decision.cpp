#include "actors/account/decision.hpp"

#include <algorithm>
#include <cassert>

#include "actors/tenant/segments.hpp"
#include "protocol/records/index_entries.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

using records::customer;

namespace {

// Whether the entry tells of all that the indexer has to look at (protocol/records/change.hpp).
bool names_all_changed(const customer& before, const customer& after,
                       const std::vector<std::string>& names) {
  bool all = true;
  fields::for_each_field<customer>([&](const auto& one) {
    const bool is_listed =
        one.rules.column != fields::column_kind::none || one.tag == customer::mixins_tag;
    if (is_listed && before.*one.member != after.*one.member)
      all &= std::ranges::find(names, one.name) != names.end();
  });
  return all;
}

// One event for each segment that he has come to belong to, or left, by one field of his record.
void tell_of_segments(decision& made, std::optional<std::vector<std::string>> customer::*field,
                      std::string_view name, const customer* before, const decide_context& in) {
  static const std::vector<std::string> none;
  const customer& is = *made.after.profile;
  const auto& old_ones = before && before->*field ? *(before->*field) : none;
  const auto& new_ones = is.*field ? *(is.*field) : none;
  const auto tell_of = [&](const auto& some, const auto& others, std::string_view kind) {
    for (const std::string& each : some)
      if (!std::ranges::binary_search(others, each))
        tell(made,
             {.kind = std::string(kind),
              .object = each,
              .customer_version = is.version,
              .fields_changed = {std::string(name)}},
             in);
  };
  tell_of(old_ones, new_ones, records::segment_left);
  tell_of(new_ones, old_ones, records::segment_entered);
}

}  // namespace

outcome<const customer*> existing(const account_state& now) {
  if (!now.profile || now.profile->is_tombstone()) return refusal(errc::not_found);
  return &*now.profile;
}

outcome<const customer*> existing_at_version(const account_state& now, const decide_context& in) {
  auto found = existing(now);
  if (!found) return found;
  if (auto same = at_version(now.profile->version, in); !same) return same.failure();
  return found;
}

outcome<nothing> at_version(std::int64_t version, const decide_context& in) {
  if (!in.options.if_version || *in.options.if_version == version) return nothing{};
  error conflict = refusal(errc::version_conflict);
  conflict.data.emplace_back("version", version);
  return conflict;
}

decision change_of(const account_state& now, const decide_context& in) {
  decision made;
  made.changes.tenant = in.tenant.number;
  made.after = now;
  expect_part(made, storage::customer_key(in.tenant.number, in.account), now.profile->version,
              now.checksum);
  return made;
}

void expect_absent(decision& made, storage::table where, std::string_view key,
                   std::optional<error> otherwise) {
  made.changes.expectations.push_back(
      {storage::expectation::kind::absent, where, std::string(key)});
  made.blame.push_back(std::move(otherwise));
}

void expect_part(decision& made, const storage::key& key, std::int64_t version,
                 std::uint64_t checksum) {
  made.changes.expectations.push_back({storage::expectation::kind::at_version,
                                       storage::table::records, std::string(key.view()),
                                       static_cast<std::uint64_t>(version), checksum});
  made.blame.emplace_back();
}

void expect_site(decision& made, const std::string& site, const decide_context& in) {
  const std::uint64_t number = in.tenant.sites_by_name.find(site)->second;
  made.changes.expectations.push_back(
      {storage::expectation::kind::at_version, storage::table::records,
       std::string(
           storage::record_key(in.tenant.number, storage::record_kind::site, number).view()),
       static_cast<std::uint64_t>(in.tenant.sites.at(number).version)});
  made.blame.emplace_back();
}

void expect_new_site(decision& made, const customer& before, const decide_context& in) {
  const auto& preferred = made.after.profile->preferred_site;
  if (preferred && preferred != before.preferred_site) expect_site(made, *preferred, in);
}

std::string put_profile(decision& made, customer after, const decide_context& in) {
  const storage::key key = storage::customer_key(in.tenant.number, in.account);
  const std::optional<customer> before = std::move(made.after.profile);
  const bool may_belong = !after.is_tombstone() && (!before || before->version != after.version);
  if (may_belong) follow_rules(in.tenant, before ? &*before : nullptr, after);
  auto [stored, checksum] = put_part(made, key, after);
  made.after.profile = std::move(after);
  made.after.checksum = checksum;
  if (!may_belong) return std::move(stored);
  // Before what brought it about, whose number is that of the answer.
  auto& journal = made.changes.journal;
  const auto told_before = static_cast<std::ptrdiff_t>(journal.size());
  const customer* known = before ? &*before : nullptr;
  tell_of_segments(made, &customer::groups, "groups", known, in);
  tell_of_segments(made, &customer::segments, "segments", known, in);
  std::rotate(journal.begin(), journal.begin() + told_before, journal.end());
  return std::move(stored);
}

void put_counts(decision& made, records::part_counts after, const decide_context& in) {
  put_next(made, counts_key(in.tenant.number, in.account), &account_parts::counts,
           std::move(after));
}

records::change told_of(const customer& whom, records::change entry, const decide_context& in) {
  entry.time = in.now_ms;
  entry.account = static_cast<std::int64_t>(in.account.value);
  if (whom.custom_id) entry.chosen_id = true;
  if (entry.principal.empty()) entry.principal = in.shopper ? "shopper" : in.caller.name();
  if (in.shopper && !entry.acting_staff) entry.acting_staff = in.shopper->acting_staff;
  if (!entry.site) entry.site = in.options.site ? in.options.site : whom.home_site;
  if (!entry.reason) entry.reason = in.options.reason;
  entry.home_site = whom.home_site;
  return entry;
}

void tell(decision& made, records::change entry, const decide_context& in) {
  tell(made.changes, in.tenant.number, told_of(*made.after.profile, std::move(entry), in),
       in.source, in.account);
}

void audit(decision& made, records::audit_entry entry, const decide_context& in) {
  records::audit_entry whole =
      audited(told_of(*made.after.profile, {.kind = std::move(entry.action)}, in), in.source);
  whole.object = std::move(entry.object);
  whole.fields_changed = std::move(entry.fields_changed);
  whole.refused = std::move(entry.refused);
  audit(made.changes, in.tenant.number, whole);
}

decision changed(const account_state& now, customer after, std::string event,
                 std::vector<std::string> names, const decide_context& in) {
  assert(records::names_all_fields(event) && names_all_changed(*now.profile, after, names));
  decision made = change_of(now, in);
  const std::int64_t version = after.version;
  made.answer = unfinished_answer<customer>(put_profile(made, std::move(after), in),
                                            shown_to_caller<customer>(in));
  tell(made, {.kind = std::move(event), .version = version, .fields_changed = std::move(names)},
       in);
  return made;
}

std::string encoded_entry(account_number account, std::optional<records::login_kind> login) {
  return fields::encode_tagged(
      records::unique_entry{.number = static_cast<std::int64_t>(account.value), .login = login});
}

}  // namespace atrium::actors
