#include "actors/account/credit/ledger.hpp"

#include <cassert>
#include <utility>

#include "actors/account/due.hpp"
#include "protocol/identity/credit_id.hpp"

namespace atrium::actors {
namespace {

using records::credit_entry;
using records::credit_kind;

// In the order of the kinds.
constexpr std::array<std::string_view, 8> events{
    "credit.granted",  "credit.authorized", "credit.captured",       "credit.voided",
    "credit.refunded", "credit.expired",    "credit.transferred_in", "credit.transferred_out"};

// The daemon itself does what is due, whoever asked for something just then.
std::string by_itself() { return nobody()->name(); }

}  // namespace

ledger::ledger(decision& made, const records::customer& whose, std::string_view currency,
               stored_ledger before, const decide_context& in)
    : made_(made), whose_(whose), before_(std::move(before)), in_(in) {
  if (before_) after_ = before_->record;
  after_.currency = currency;
  if (before_)
    expect_part(made_, key(), before_->record.version, before_->checksum);
  else
    expect_absent(made_, storage::table::records, key());
}

storage::key ledger::key() const {
  return storage::customer_part_key(in_.tenant.number, in_.account, storage::customer_item::credit,
                                    storage::currency_part(after_.currency));
}

bool ledger::has_room_for(std::int64_t amount) const {
  return amount <= fields::integer_max - after_.balance;
}

std::uint64_t ledger::next_authorization() {
  return static_cast<std::uint64_t>(++after_.last_authorization);
}

void ledger::expire_due() {
  records::credit_lots& lots = after_.lots;
  while (!lots.empty() && is_due(lots.front(), in_.now_ms)) {
    const records::credit_lot over = lots.front();
    lots.erase(lots.begin());
    add({.kind = credit_kind::expire,
         .amount = -over.amount,
         .expires_at = over.expires_at,
         .time = *over.expires_at,
         .by = by_itself()});
  }
}

void ledger::expire_held(const records::credit_lot& over, const std::string& authorization) {
  add({.kind = credit_kind::expire,
       .amount = -over.amount,
       .held = -over.amount,
       .expires_at = over.expires_at,
       .authorization = authorization,
       .by = by_itself()});
}

std::string ledger::add(credit_entry entry) {
  const auto number = static_cast<std::uint64_t>(++after_.last_entry);
  after_.balance += entry.amount;
  after_.held += entry.held;
  assert(after_.held >= 0 && after_.balance == after_.held + available());
  entry.version = ++after_.version;
  entry.currency = after_.currency;
  entry.id = identity::credit_id_text(identity::credit_id_kind::entry,
                                      {in_.account, after_.currency, number});
  entry.balance_after = after_.balance;
  entry.held_after = after_.held;
  if (entry.time == 0) entry.time = in_.now_ms;
  if (entry.by.empty()) entry.by = in_.caller.name();
  tell_of(entry);
  return put_part(made_,
                  storage::customer_part_key(in_.tenant.number, in_.account,
                                             storage::customer_item::credit_entries,
                                             storage::ledger_part(after_.currency, number)),
                  entry)
      .first;
}

// In the journal alone: the ledger is its own history.
void ledger::tell_of(const credit_entry& entry) {
  records::change happened{.kind = std::string(events[static_cast<std::size_t>(entry.kind)]),
                           .object = entry.currency,
                           .version = entry.version,
                           .other = entry.other};
  const bool by_time = entry.kind == credit_kind::expire;
  if (by_time) happened.principal = by_itself();
  happened = told_of(whose_, std::move(happened), in_);
  if (by_time) happened.reason.reset();
  tell(made_.changes, in_.tenant.number, happened, in_.source);
}

void ledger::open() {
  if (after_.version == 0) after_.version = 1;
}

stored_ledger ledger::close() {
  if (after_.version == version_before()) return before_;
  move_due(made_, key(), before_ ? next_end(before_->record.lots) : std::nullopt,
           next_end(after_.lots), in_);
  const std::uint64_t checksum = put_part(made_, key(), after_).second;
  return std::make_shared<const stored_part<records::credit_ledger>>(
      stored_part<records::credit_ledger>{after_, checksum});
}

stored_ledger ledger_of(const account_parts& parts, std::string_view currency) {
  if (!parts.credit) return nullptr;
  const auto found = parts.credit->find(currency);
  return found == parts.credit->end() ? nullptr : found->second;
}

void keep_ledger(account_parts& parts, std::string_view currency, stored_ledger after) {
  if (!after) return;
  auto book = std::make_shared<credit_book>(parts.credit ? *parts.credit : credit_book{});
  (*book)[std::string(currency)] = std::move(after);
  parts.credit = std::move(book);
}

}  // namespace atrium::actors
