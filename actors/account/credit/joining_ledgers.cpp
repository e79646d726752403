#include "actors/account/credit/joining_ledgers.hpp"

namespace atrium::actors {

using records::credit_kind;

outcome<std::int64_t> join_ledger(decision& made, const account_row& row, const leaving_owner& from,
                                  const decide_context& in) {
  const auto stored = fields::decode_tagged<records::credit_ledger>(row.value);
  if (!stored) return refusal(errc::internal);
  if (stored->held > 0)
    return refusal(errc::invalid_field,
                   "from: some of its store credit is held; capture or void it first", "from");
  const std::string& currency = stored->currency;
  ledger theirs(
      made, from.profile, currency,
      std::make_shared<const stored_part<records::credit_ledger>>(
          stored_part<records::credit_ledger>{*stored, storage::checksum(row.key, row.value)}),
      from.in);
  ledger ours(made, *made.after.profile, currency, ledger_of(made.after.parts, currency), in);
  theirs.expire_due();
  ours.expire_due();
  if (const std::int64_t amount = theirs.now().balance; amount > 0) {
    if (!ours.has_room_for(amount))
      return refusal(errc::limit_reached, "together they have more store credit than there can be");
    records::credit_lots moved;
    std::swap(moved, theirs.lots());
    theirs.add({.kind = credit_kind::transfer_out,
                .amount = -amount,
                .other = static_cast<std::int64_t>(in.account.value)});
    add_lots(ours.lots(), moved);
    ours.add({.kind = credit_kind::transfer_in, .amount = amount, .other = from.profile.number});
  } else {
    ours.open();  // so that he is known to have a predecessor with a ledger
  }
  theirs.close();
  const bool is_new = ours.is_new();
  keep_ledger(made.after.parts, currency, ours.close());
  return std::int64_t{is_new};
}

}  // namespace atrium::actors
