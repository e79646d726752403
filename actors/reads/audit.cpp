#include "protocol/methods/audit.hpp"

#include "actors/reads/hearing.hpp"
#include "actors/reads/page.hpp"
#include "actors/reads/reads.hpp"
#include "protocol/records/audit_entry.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using storage::table;

// Entries looked at by one call.
constexpr int looks_max = 1'000;

// Whom the caller wants to read of, if anybody. What is about one who is gone stays, so a number is
// taken as it is; of one whom the caller may not see he is shown nothing anyway.
outcome<std::optional<account_number>> wanted_account(const methods::audit_list& asked,
                                                      const call_context& call) {
  if (asked.customer_number)
    return std::optional(account_number{static_cast<std::uint64_t>(*asked.customer_number)});
  if (!asked.customer) return std::optional<account_number>{};
  if (call.caller->what == principal::kind::operators)
    return refusal(errc::invalid_field, "customer: the operator gives customer_number", "customer");
  const auto account = resolve(*asked.customer, call);
  if (!account) return account.failure();
  return std::optional(*account);
}

// Whoever is limited sees of the tenant as a whole nothing.
bool may_read(const call_context& call, const records::audit_entry& entry) {
  const principal& caller = *call.caller;
  if (caller.sites.empty() && caller.restrictions.empty()) return true;
  const happening what{entry.action, entry.account, entry.object, entry.home_site};
  return !what.is_of_tenant() && may_hear(call.reading, *call.view, caller, what);
}

methods::audit_list::entry shown(std::uint64_t number, records::audit_entry&& stored,
                                 const call_context& call) {
  auto object =
      object_heard(call.reading, *call.view, *call.caller, stored.action, std::move(stored.object));
  methods::audit_list::entry entry{
      .number = static_cast<std::int64_t>(number),
      .time = stored.time,
      .action = std::move(stored.action),
      .customer_number = stored.account,
      .other = stored.other,
      .object = std::move(object),
      .changed = std::move(stored.fields_changed),
      .by = {std::move(stored.principal), std::move(stored.acting_staff), std::move(stored.site)},
      .reason = std::move(stored.reason),
      .source = std::move(stored.source),
      .refused = std::move(stored.refused)};
  if (!stored.account) return entry;
  // A chosen id may be a person's name.
  const bool chosen = stored.chosen_id.value_or(false);
  if (!chosen || call.caller->what != principal::kind::operators)
    entry.customer = id_now(call.reading, call.view->number,
                            {static_cast<std::uint64_t>(*stored.account)}, chosen);
  return entry;
}

}  // namespace

outcome<nothing> read(const methods::audit_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto whose = wanted_account(asked, call);
  if (!whose) return whose.failure();
  const auto before = number_in_cursor(asked.cursor, ~std::uint64_t{0});
  if (!before) return before.failure();
  const storage::key all = storage::audit_prefix(call.view->number);
  page listed(asked.limit);
  std::uint64_t at = *before;
  for (int looks = 0;; ++looks) {
    const auto found =
        call.reading.last_before(table::records, storage::audit_key(call.view->number, at), all);
    if (!found) return found.failure();
    if (!*found) break;
    if (listed.full() || looks == looks_max) {
      listed.continue_at(at);
      break;
    }
    at = storage::name_in((*found)->key).number;
    auto entry = fields::decode_tagged<records::audit_entry>((*found)->value);
    if (!entry) return refusal(errc::internal);
    if (asked.action && *asked.action != entry->action) continue;
    if (*whose &&
        (!entry->account || static_cast<std::uint64_t>(*entry->account) != (**whose).value))
      continue;
    if (!may_read(call, *entry)) continue;
    fields::encode_named(listed.add(), shown(at, std::move(*entry), call));
  }
  listed.write(out);
  return nothing{};
}

}  // namespace atrium::actors
