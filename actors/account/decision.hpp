// What decisions are made of: the account as it is, and the change set, the answer and the next
// state under construction. No CAF, no threads, no files.
#pragma once

#include <optional>
#include <string>

#include "actors/account/creation/creation.hpp"
#include "actors/account/parts.hpp"
#include "actors/account/whole_account.hpp"
#include "actors/answer.hpp"
#include "actors/outside.hpp"
#include "actors/telling.hpp"
#include "storage/change_set.hpp"
#include "storage/checksum.hpp"

namespace atrium::actors {

// An account as of its last decided command: the speculative state on which the next one is
// decided.
struct account_state {
  std::optional<records::customer> profile;  // none: there is no such account (yet)
  std::uint64_t checksum = 0;                // of the record as stored: storage/checksum.hpp
  account_parts parts;
};

// Another account whose rows are in the same commit, as it is stored.
struct other_account {
  account_number account;
  account_state state;
};

struct decision {
  storage::change_set changes;
  std::string answer;  // an encoded map that wants `seq` as its last pair (actors/answer.hpp)
  bool answer_shows_customer = true;
  bool answers_for_retries = true;  // false: it is decided anew each time
  account_state after;
  // For each expectation of the change set, what the caller hears if it does not hold; nothing
  // where it means that the state was out of date and the command is to be decided again.
  std::vector<std::optional<error>> blame;
  // What the caller hears once the change is durable, instead of the answer: a refusal that leaves
  // its mark.
  std::optional<error> then_refuse;
};

struct decide_context {
  const tenant_view& tenant;
  const principal& caller;
  const methods::call_options& options;
  account_number account;
  std::int64_t now_ms;
  account_limits limits;
  std::string password_hash;      // of a creation with a password, or as imported
  std::string_view made_up = {};  // the password that this is of, if it was made up for the call
  // Of one who leaves, when nothing else of his is under way; or of him whom a merge takes from.
  std::optional<whole_account> whole = {};
  std::optional<other_account> receiver = {};  // of a transfer of credit
  std::optional<acting_shopper> shopper = {};
  bool password_right = false;  // the one in the call is the customer's
  outside* world = nullptr;     // randomness for tokens
  // What secrets of mails are sealed with; commands that order none can do without.
  const mail_key* mails = nullptr;
  std::string_view source = {};  // network that the call comes from; empty: not known

  creation_context rules() const { return {tenant, caller, options, now_ms}; }
};

struct claimed_guest;

// Commands that take in another account whole.
template <class Command>
inline constexpr bool takes_other_in =
    std::is_same_v<Command, methods::customers_merge> || std::is_same_v<Command, claimed_guest>;

// Commands that are decided on all that the store has of an account, not on its state alone.
template <class Command>
inline constexpr bool needs_whole =
    takes_other_in<Command> || std::is_same_v<Command, methods::customers_erase> ||
    std::is_same_v<Command, methods::customers_remove> ||
    std::is_same_v<Command, methods::customers_export_data>;

// Commands that are also decided on another account, as it is stored.
template <class Command>
inline constexpr bool needs_receiver = std::is_same_v<Command, methods::credit_transfer>;

// Commands that are decided when all else of the account is known to be durable or not: they read
// from the store what nobody keeps up to date, or what two accounts have.
template <class Command>
inline constexpr bool waits_for_all = needs_whole<Command> || needs_receiver<Command> ||
                                      needed_by<Command>.order || needed_by<Command>.delivery;

// A command on an existing customer: what it finds, or why it may not.
outcome<const records::customer*> existing(const account_state& now);
// The same for a command whose if_version is the customer's.
outcome<const records::customer*> existing_at_version(const account_state& now,
                                                      const decide_context& in);
// That the object of the call is at its if_version.
outcome<nothing> at_version(std::int64_t version, const decide_context& in);

// A change on top of `now`, which it expects to be what is stored: version alone would not do, for
// what another account actor, whose router or who himself has died, had sent to the committer may
// have the same version and another content.
decision change_of(const account_state& now, const decide_context& in);

// Without `otherwise` the command is decided again if the key is there.
void expect_absent(decision& made, storage::table where, std::string_view key,
                   std::optional<error> otherwise = {});
// That a part is the very one that the command was decided on.
void expect_part(decision& made, const storage::key& key, std::int64_t version,
                 std::uint64_t checksum);

// That the site, which must exist, is still as the view has it: one that moves meanwhile has logins
// taken elsewhere, one that is being removed takes nobody.
void expect_site(decision& made, const std::string& site, const decide_context& in);
// The same of the preferred site in the next state's profile, if it is another than before.
void expect_new_site(decision& made, const records::customer& before, const decide_context& in);

// Puts the profile and makes it the next state's; returns it as stored. With a new version it
// follows the rules of the tenant's segments, and what comes of that is told of.
std::string put_profile(decision& made, records::customer after, const decide_context& in);
// Puts a part; returns it as stored and the checksum of it.
template <fields::record R>
std::pair<std::string, std::uint64_t> put_part(decision& made, const storage::key& key,
                                               const R& part) {
  std::string stored = fields::encode_tagged(part);
  const std::uint64_t checksum = storage::checksum(key, stored);
  made.changes.puts.push_back({storage::table::records, std::string(key.view()), stored});
  return {std::move(stored), checksum};
}
// Puts a part of which there is one, with the next version, on top of the one that is expected
// unchanged, or to be still missing; one put and one version, however often it changes in a
// decision.
template <fields::record R>
void put_next(decision& made, const storage::key& key,
              std::optional<stored_part<R>> account_parts::*part, R after) {
  std::optional<stored_part<R>>& known = made.after.parts.*part;
  std::int64_t version = known ? known->record.version : 0;
  if (std::erase_if(made.changes.puts,
                    [&](const storage::put& put) { return put.key == key.view(); }) == 0) {
    if (version == 0)
      expect_absent(made, storage::table::records, key);
    else
      expect_part(made, key, version, known->checksum);
    ++version;
  }
  after.version = version;
  const std::uint64_t checksum = put_part(made, key, after).second;
  known = {std::move(after), checksum};
}
void put_counts(decision& made, records::part_counts after, const decide_context& in);

// The journal's entry of what happened to `whom`: kind, object, versions and fields are given, the
// rest, as far as it is not, follows from the call.
records::change told_of(const records::customer& whom, records::change entry,
                        const decide_context& in);
// Puts it into the journal and the history of the next state's profile.
void tell(decision& made, records::change entry, const decide_context& in);
// Puts what is no event of the journal into the audit log: action, object, fields and the reason of
// a refusal are given, the rest follows likewise.
void audit(decision& made, records::audit_entry entry, const decide_context& in);

// What of a record the caller is answered.
template <fields::record R>
const fields::tag_set& shown_to_caller(const decide_context& in) {
  return in.shopper ? fields::tags_for_shoppers<R> : fields::all_tags;
}

// The answer of a call that leaves everything as it is; `stored` is its object.
template <fields::record R>
decision unchanged(const account_state& now, const R& object, const decide_context& in) {
  decision made = change_of(now, in);
  made.answer = unfinished_answer<R>(fields::encode_tagged(object), shown_to_caller<R>(in));
  return made;
}

// The change of a profile alone: record, journal entry and answer agree in version.
decision changed(const account_state& now, records::customer after, std::string event,
                 std::vector<std::string> names, const decide_context& in);

std::string encoded_entry(account_number account, std::optional<records::login_kind> login);

}  // namespace atrium::actors
