// memberships.grant and revoke, roles.grant and revoke (features.md G7): the same, but for the
// words.
#include "actors/account/belongings/memberships.hpp"
#include "actors/account/decide.hpp"
#include "protocol/methods/memberships.hpp"

namespace atrium::actors {
namespace {

using records::membership;
using records::membership_kind;
using records::membership_state;

// What a command names, and by which parameter.
struct named_membership {
  membership_kind kind;
  const std::string& name;

  std::string parameter() const { return std::string(fields::name_of(kind)); }
};

std::string event_of(const membership& which, std::string_view what) {
  return std::string(fields::name_of(which.kind)) + "." + std::string(what);
}

// The one that is written down as not over; null: there is none.
const membership_book::value_type* open_membership(const membership_book& book,
                                                   const named_membership& named) {
  const auto found = std::ranges::find_if(book, [&](const auto& each) {
    const membership& which = each.second.record;
    return which.kind == named.kind && which.name == named.name && is_open(which);
  });
  return found == book.end() ? nullptr : &*found;
}

// What time has done to it by now, and told of.
void pass_time(decision& made, membership& which, const decide_context& in) {
  for (auto time = next_time(which); time && *time <= in.now_ms; time = next_time(which)) {
    const bool begins = which.state == membership_state::upcoming;
    which.state = begins ? membership_state::active : membership_state::ended;
    which.updated_at = in.now_ms;
    ++which.version;
    tell_of_due(made,
                {.kind = event_of(which, begins ? "began" : "ended"),
                 .object = which.id,
                 .version = which.version},
                in);
  }
}

template <class Command>
outcome<decision> grant(const named_membership& named, const Command& command,
                        const account_state& now, const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  const auto* known = open_membership(marks_of<membership>(now.parts), named);
  const bool is_new =
      !known || state_at(known->second.record, in.now_ms) == membership_state::ended;
  records::part_counts counts = counts_of(now);
  auto given = is_new ? new_mark<membership>(counts) : mark_to_change<membership>(*known);
  if (auto same = at_version(given.record.version, in); !same) return same.failure();
  decision made = change_of(now, in);
  membership& after = given.record;
  if (!is_new) pass_time(made, after, in);
  if (is_new || command.from) after.from = command.from.value_or(in.now_ms);
  after.until = command.until;
  if (auto valid = check_end("until", after.until, after.from, "its beginning", in); !valid)
    return valid.failure();
  if (!is_new && given.before->record == after) {
    made.answer = mark_answer(after, in);
    return made;
  }
  // A beginning at once is part of the grant.
  after.state = after.from <= in.now_ms ? membership_state::active : membership_state::upcoming;
  if (!is_new) {
    std::string event = event_of(after, "granted");
    keep_and_tell(made, std::move(given), std::move(event), in);
    return made;
  }
  if (known) pass_time_of_membership(made, known->first, in);
  const auto is_alike = [&](const membership& each) { return each.kind == named.kind; };
  if (open_marks<membership>(made, is_alike) >= methods::open_memberships_max)
    return refusal(errc::limit_reached, "a customer has at most " +
                                            std::to_string(methods::open_memberships_max) +
                                            " memberships, and as many roles, that are not over");
  after.kind = named.kind;
  after.name = named.name;
  after.created_at = in.now_ms;
  forget_past<membership>(made, methods::past_memberships_max, is_alike, counts, in);
  put_counts(made, counts, in);
  std::string event = event_of(after, "granted");
  keep_and_tell(made, std::move(given), std::move(event), in);
  return made;
}

outcome<decision> revoke(const named_membership& named, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  const auto* known = open_membership(marks_of<membership>(now.parts), named);
  if (!known || state_at(known->second.record, in.now_ms) == membership_state::ended)
    return refusal(errc::not_found, "the customer has no such " + named.parameter(),
                   named.parameter());
  auto over = mark_to_change<membership>(*known);
  if (auto same = at_version(over.record.version, in); !same) return same.failure();
  decision made = change_of(now, in);
  pass_time(made, over.record, in);
  over.record.state = membership_state::revoked;
  std::string event = event_of(over.record, "revoked");
  keep_and_tell(made, std::move(over), std::move(event), in);
  return made;
}

}  // namespace

outcome<decision> decide(const methods::memberships_grant& command, const account_state& now,
                         const decide_context& in) {
  return grant({membership_kind::membership, command.membership}, command, now, in);
}

outcome<decision> decide(const methods::memberships_revoke& command, const account_state& now,
                         const decide_context& in) {
  return revoke({membership_kind::membership, command.membership}, now, in);
}

outcome<decision> decide(const methods::roles_grant& command, const account_state& now,
                         const decide_context& in) {
  return grant({membership_kind::role, command.role}, command, now, in);
}

outcome<decision> decide(const methods::roles_revoke& command, const account_state& now,
                         const decide_context& in) {
  return revoke({membership_kind::role, command.role}, now, in);
}

void pass_time_of_membership(decision& made, std::uint64_t number, const decide_context& in) {
  const membership_book& book = marks_of<membership>(made.after.parts);
  const auto known = book.find(number);
  if (known == book.end()) return;
  auto passed = mark_to_change<membership>(*known);
  pass_time(made, passed.record, in);
  if (passed.record.version > passed.before->record.version) keep_mark(made, std::move(passed), in);
}

}  // namespace atrium::actors
