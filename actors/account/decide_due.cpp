// What is to be done at its time, as the due queue has it (actors/account/due.hpp).
#include "actors/account/decide.hpp"
#include "actors/account/ledger.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

void expire_credit(decision& made, std::string_view currency, const decide_context& in) {
  const stored_ledger before = ledger_of(made.after.parts, currency);
  ledger money(made, *made.after.profile, currency, before, in);
  money.expire_due();
  keep_ledger(made.after.parts, currency, money.close());
}

}  // namespace

// Also of one who was erased: what is billing data goes its way.
outcome<decision> decide(const due_parts& asked, const account_state& now,
                         const decide_context& in) {
  if (!now.profile) return refusal(errc::not_found);
  decision made = change_of(now, in);
  made.answer = unfinished_result(methods::no_result{});
  for (const due_part& each : asked.parts)
    if (each.item == storage::customer_item::credit)
      expire_credit(made, storage::currency_in(each.part), in);
  return made;
}

}  // namespace atrium::actors
