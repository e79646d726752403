// Store credit (features.md G3): granted, set aside, spent, given back, passed on. Whatever is due
// expires in the commit of the next command.
#include <algorithm>
#include <utility>

#include "actors/account/belongings/addresses.hpp"
#include "actors/account/credit/ledger.hpp"
#include "actors/account/decide.hpp"
#include "protocol/identity/credit_id.hpp"
#include "protocol/methods/credit.hpp"

namespace atrium::actors {
namespace {

using records::credit_authorization;
using records::credit_entry;
using records::credit_kind;

// What was set aside can be settled also for one who has been erased since.
outcome<const records::customer*> settled_for(const account_state& now) {
  if (!now.profile || now.profile->merged_into) return refusal(errc::not_found);
  return &*now.profile;
}

error insufficient(std::string message, std::string path, std::int64_t available) {
  error why = refusal(errc::insufficient_credit, std::move(message), std::move(path));
  why.data.emplace_back("available", available);
  return why;
}

// The account's own ledger in one currency, in a decision that changes nothing else.
struct own_ledger {
  own_ledger(const account_state& now, std::string_view currency, const decide_context& context)
      : in(context),
        made(change_of(now, in)),
        credit(made, *now.profile, currency, ledger_of(now.parts, currency), in) {
    made.answer_shows_customer = false;  // and a retry is answered also after he is erased
    credit.expire_due();
  }

  // With the entry that answers the command.
  decision done(credit_entry entry) {
    made.answer = unfinished_answer<credit_entry>(credit.add(std::move(entry)));
    close();
    return std::move(made);
  }
  // The account may not know yet of a transfer to it, so that it is refused with what is stored is
  // for the commit to say. What was due has expired all the same.
  decision refused(error why) {
    close();
    made.then_refuse = std::move(why);
    return std::move(made);
  }

  const decide_context& in;
  decision made;
  ledger credit;

 private:
  void close() {
    if (credit.is_new()) {
      records::part_counts counts = counts_of(made.after);
      ++counts.ledgers;
      put_counts(made, counts, in);
    }
    keep_ledger(made.after.parts, credit.now().currency, credit.close());
  }
};

std::optional<error> conflict_in(const own_ledger& own) {
  if (auto same = at_version(own.credit.version_before(), own.in); !same) return same.failure();
  return {};
}

error too_little(const own_ledger& own) {
  const std::int64_t available = own.credit.available();
  return insufficient("the customer has " + std::to_string(available) + " to spend", "amount",
                      available);
}

// An authorization of the customer, or of one who was merged into him.
struct known_to {
  identity::credit_id id;
  stored_part<credit_authorization> stored;
};
outcome<known_to> authorization_of(const std::string& id, const account_state& now,
                                   const decide_context& in) {
  const auto owner = settled_for(now);
  if (!owner) return owner.failure();
  const auto absent = [] {
    return refusal(errc::not_found, "there is no such authorization of the customer",
                   "authorization");
  };
  const auto named = identity::credit_id_of(identity::credit_id_kind::authorization, id);
  const auto& known = now.parts.authorizations;
  if (!named || !known || known->empty() || known->back()->id != id) return absent();
  const std::vector<std::int64_t> absorbed = (*owner)->absorbed_numbers();
  if (named->account != in.account &&
      std::ranges::count(absorbed, static_cast<std::int64_t>(named->account.value)) == 0)
    return absent();
  return known_to{*named, known->back()->stored};
}

// An authorization and the ledger that it belongs to, under a command.
struct own_authorization : own_ledger {
  own_authorization(const account_state& now, known_to found, const decide_context& context)
      : own_ledger(now, found.id.currency, context),
        key(authorization_key(in.tenant.number, found.id)),
        after(std::move(found.stored.record)) {
    expect_part(made, key, after.version, found.stored.checksum);
  }

  decision done(credit_entry entry) {
    entry.authorization = after.id;
    if (!entry.reference) entry.reference = after.reference;
    ++after.version;
    known_authorization changed{after.id, {after, put_part(made, key, after).second}};
    known_authorizations known = *made.after.parts.authorizations;
    known.back() = std::make_shared<const known_authorization>(std::move(changed));
    made.after.parts.authorizations =
        std::make_shared<const known_authorizations>(std::move(known));
    return own_ledger::done(std::move(entry));
  }

  const storage::key key;
  credit_authorization after;
};

// Of what there is so much, all that is there or what is asked for; refused where that is more, or
// in another currency.
outcome<std::int64_t> part_of(std::int64_t there, const std::string& currency,
                              const std::optional<methods::credit_amount>& asked,
                              std::string_view what) {
  if (asked && asked->currency != currency)
    return refusal(errc::invalid_field, "amount.currency: the authorization is in " + currency,
                   "amount.currency");
  if (there == 0 || (asked && asked->amount > there))
    return insufficient("the authorization " + std::string(what) + " less, or nothing",
                        "authorization", there);
  return asked ? asked->amount : there;
}

void count_ledger(decision& made, const account_state& of, const decide_context& in) {
  const stored_part<records::part_counts>& before = *of.parts.counts;
  const storage::key key = counts_key(in.tenant.number, in.account);
  if (before.record.version == 0)
    expect_absent(made, storage::table::records, key);
  else
    expect_part(made, key, before.record.version, before.checksum);
  records::part_counts after = before.record;
  ++after.version;
  ++after.ledgers;
  put_part(made, key, after);
}

}  // namespace

outcome<decision> decide(const methods::credit_grant& command, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  if (command.expires_at && *command.expires_at <= in.now_ms)
    return refusal(errc::invalid_field, "expires_at: is over already", "expires_at");
  own_ledger own(now, command.amount.currency, in);
  if (auto conflict = conflict_in(own)) return own.refused(*conflict);
  const std::int64_t amount = command.amount.amount;
  if (!own.credit.has_room_for(amount))
    return own.refused(refusal(errc::limit_reached,
                               "a balance is at most " + std::to_string(fields::integer_max)));
  if (!has_room_for(own.credit.lots(), command.expires_at))
    return own.refused(
        refusal(errc::limit_reached, "store credit of a customer ends at no more than " +
                                         std::to_string(credit_lots_max) + " times"));
  add_lot(own.credit.lots(), {command.expires_at, amount});
  return own.done({.kind = credit_kind::grant,
                   .amount = amount,
                   .expires_at = command.expires_at,
                   .reference = command.reference});
}

outcome<decision> decide(const methods::credit_authorize& command, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  own_ledger own(now, command.amount.currency, in);
  if (auto conflict = conflict_in(own)) return own.refused(*conflict);
  const std::int64_t amount = command.amount.amount;
  // Of a call that could not be decoded whole the amount may be any.
  if (amount <= 0 || own.credit.available() < amount) return own.refused(too_little(own));
  const identity::credit_id id{in.account, command.amount.currency,
                               own.credit.next_authorization()};
  const credit_authorization made{
      .id = identity::credit_id_text(identity::credit_id_kind::authorization, id),
      .currency = id.currency,
      .amount = amount,
      .reference = command.reference,
      .time = in.now_ms,
      .lots = take_soonest(own.credit.lots(), amount)};
  put_part(own.made, authorization_key(in.tenant.number, id), made);
  return own.done({.kind = credit_kind::authorize,
                   .held = amount,
                   .reference = command.reference,
                   .authorization = made.id});
}

outcome<decision> decide(const methods::credit_capture& command, const account_state& now,
                         const decide_context& in) {
  auto found = authorization_of(command.authorization, now, in);
  if (!found) return found.failure();
  own_authorization own(now, std::move(*found), in);
  if (auto conflict = conflict_in(own)) return own.refused(*conflict);
  const auto amount =
      part_of(total_of(own.after.lots), own.after.currency, command.amount, "holds");
  if (!amount) return own.refused(amount.failure());
  add_lots(own.after.spent, take_soonest(own.after.lots, *amount));
  own.after.captured += *amount;
  return own.done({.kind = credit_kind::capture, .amount = -*amount, .held = -*amount});
}

outcome<decision> decide(const methods::credit_void& command, const account_state& now,
                         const decide_context& in) {
  auto found = authorization_of(command.authorization, now, in);
  if (!found) return found.failure();
  own_authorization own(now, std::move(*found), in);
  if (auto conflict = conflict_in(own)) return own.refused(*conflict);
  const auto amount = part_of(total_of(own.after.lots), own.after.currency, {}, "holds");
  if (!amount) return own.refused(amount.failure());
  std::int64_t let_go = 0;
  for (const records::credit_lot& each : std::exchange(own.after.lots, {})) {
    if (is_due(each, in.now_ms)) {
      own.credit.expire_held(each, own.after.id);
    } else {
      add_lot(own.credit.lots(), each);
      let_go += each.amount;
    }
  }
  own.after.voided += *amount;
  return own.done({.kind = credit_kind::voiding, .held = -let_go});
}

outcome<decision> decide(const methods::credit_refund& command, const account_state& now,
                         const decide_context& in) {
  if (const auto there = existing(now); !there) return there.failure();
  auto found = authorization_of(command.authorization, now, in);
  if (!found) return found.failure();
  own_authorization own(now, std::move(*found), in);
  if (auto conflict = conflict_in(own)) return own.refused(*conflict);
  const auto amount =
      part_of(total_of(own.after.spent), own.after.currency, command.amount, "has spent");
  if (!amount) return own.refused(amount.failure());
  if (!own.credit.has_room_for(*amount))
    return own.refused(refusal(errc::limit_reached,
                               "a balance is at most " + std::to_string(fields::integer_max)));
  for (records::credit_lot& each : take_latest(own.after.spent, *amount)) {
    if (is_due(each, in.now_ms)) each.expires_at.reset();
    add_lot(own.credit.lots(), each);
  }
  own.after.refunded += *amount;
  return own.done({.kind = credit_kind::refund, .amount = *amount, .reference = command.reference});
}

outcome<decision> decide(const methods::credit_transfer& command, const account_state& now,
                         const decide_context& in) {
  if (const auto found = existing(now); !found) return found.failure();
  if (!in.receiver || !existing(in.receiver->state))
    return refusal(errc::not_found, "there is no such customer", "to");
  const auto& [receiver, theirs] = *in.receiver;
  if (receiver == in.account) return refusal(errc::invalid_field, "to: is the same customer", "to");
  own_ledger own(now, command.amount.currency, in);
  if (auto conflict = conflict_in(own)) return own.refused(*conflict);
  const auto& [amount, currency] = command.amount;
  if (own.credit.available() < amount) return own.refused(too_little(own));

  const decide_context of_receiver{in.tenant, in.caller, in.options, receiver,
                                   in.now_ms, in.limits, {}};
  expect_part(own.made, storage::customer_key(in.tenant.number, receiver), theirs.profile->version,
              theirs.checksum);
  ledger to(own.made, *theirs.profile, currency, ledger_of(theirs.parts, currency), of_receiver);
  to.expire_due();
  if (!to.has_room_for(amount))
    return refusal(errc::limit_reached,
                   "to: a balance is at most " + std::to_string(fields::integer_max), "to");
  add_lots(to.lots(), take_soonest(own.credit.lots(), amount));
  to.add({.kind = credit_kind::transfer_in,
          .amount = amount,
          .reference = command.reference,
          .other = now.profile->number});
  if (to.is_new()) count_ledger(own.made, theirs, of_receiver);
  to.close();
  return own.done({.kind = credit_kind::transfer_out,
                   .amount = -amount,
                   .reference = command.reference,
                   .other = theirs.profile->number});
}

}  // namespace atrium::actors
