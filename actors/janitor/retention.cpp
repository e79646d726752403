#include "actors/janitor/retention.hpp"

#include "actors/mail/mail_rows.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/login_guard.hpp"
#include "protocol/records/one_time_link.hpp"
#include "protocol/records/shopper_session.hpp"
#include "storage/checksum.hpp"
#include "storage/idempotency.hpp"
#include "storage/keys.hpp"
#include "storage/tagged.hpp"

namespace atrium::actors {

namespace {

// A slice of rows, each of which `look` may add the erasure of.
template <class Look>
outcome<retention_step> slice_of(const storage::snapshot& reading, storage::table where,
                                 std::string_view prefix, const std::string& from,
                                 tenant_number tenant, Look&& look) {
  retention_step step;
  step.changes.tenant = tenant;
  step.changes.may_use_reserve = true;
  auto next = look_at_slice(reading, where, prefix, from, [&](const storage::row& found) {
    look(found, step.changes);
    return true;
  });
  if (!next) return next.failure();
  step.next = std::move(*next);
  return step;
}

void erase(storage::change_set& from, storage::table where, std::string_view key) {
  from.erasures.push_back({where, std::string(key)});
}

// The row as it is now, and no later one.
void erase_as_it_is(storage::change_set& from, const storage::row& found) {
  from.expectations.push_back({storage::expectation::kind::at_version, storage::table::records,
                               std::string(found.key),
                               storage::read_unsigned_tag(found.value, 1).value_or(0),
                               storage::checksum(found.key, found.value)});
  erase(from, storage::table::records, found.key);
}

}  // namespace

outcome<retention_step> expired_retries(const storage::snapshot& reading, const std::string& from,
                                        std::int64_t before_ms) {
  return slice_of(reading, storage::table::idempotency, "", from, node_tenant,
                  [&](const storage::row& found, storage::change_set& changes) {
                    const auto entry = storage::read_idempotency(found.value);
                    if (!entry || entry->time_ms < before_ms)
                      erase(changes, storage::table::idempotency, found.key);
                  });
}

// Found by the token that lasts as long as they do: the refresh token, or that of staff.
outcome<retention_step> expired_sessions(const storage::snapshot& reading, tenant_number tenant,
                                         const std::string& from, std::int64_t before_ms) {
  const storage::key all = storage::token_key(tenant, "");
  return slice_of(
      reading, storage::table::unique, all, from, tenant,
      [&](const storage::row& found, storage::change_set& changes) {
        const auto token = fields::decode_tagged<records::token_entry>(found.value);
        if (!token || token->purpose == records::token_purpose::access ||
            token->expires_at >= before_ms)
          return;
        const storage::key key =
            storage::session_key(tenant, {static_cast<std::uint64_t>(token->account)},
                                 static_cast<std::uint64_t>(token->session));
        const auto stored = reading.get(storage::table::records, key);
        const auto session = stored && *stored
                                 ? fields::decode_tagged<records::shopper_session>(**stored)
                                 : std::optional<records::shopper_session>{};
        if (!session) return;
        erase_as_it_is(changes, {key.view(), **stored});
        erase(changes, storage::table::unique, found.key);
        erase(changes, storage::table::unique, storage::token_key(tenant, session->access_hash));
      });
}

outcome<links_slice> find_expired_links(const storage::snapshot& reading, tenant_number tenant,
                                        const std::string& from, std::int64_t now_ms) {
  links_slice slice;
  auto next = look_at_slice(reading, storage::table::unique, storage::link_key(tenant, ""), from,
                            [&](const storage::row& found) {
                              const auto link =
                                  fields::decode_tagged<records::link_entry>(found.value);
                              if (link && link->expires_at <= now_ms)
                                slice.whose.push_back({static_cast<std::uint64_t>(link->account)});
                              return true;
                            });
  if (!next) return next.failure();
  slice.next = std::move(*next);
  return slice;
}

outcome<retention_step> expired_strangers(const storage::snapshot& reading, tenant_number tenant,
                                          const std::string& from, std::int64_t before_ms) {
  const storage::key all = storage::record_prefix(tenant, storage::record_kind::stranger);
  return slice_of(reading, storage::table::records, all, from, tenant,
                  [&](const storage::row& found, storage::change_set& changes) {
                    const auto guard = fields::decode_tagged<records::login_guard>(found.value);
                    if (guard && guard->last_failure_at < before_ms) erase_as_it_is(changes, found);
                  });
}

namespace {

// From the first row of the prefix on those whose time, which they have in tag 1, is over; but
// never the last, from which the next number is counted.
outcome<retention_step> expired_from_first(const storage::snapshot& reading, storage::table where,
                                           const storage::key& prefix, tenant_number tenant,
                                           std::int64_t before_ms) {
  retention_step step;
  step.changes.tenant = tenant;
  step.changes.may_use_reserve = true;
  const auto last = reading.last_with(where, prefix);
  if (!last) return last.failure();
  if (!*last) return step;
  const std::string last_key((*last)->key);
  const auto scanned =
      reading.scan(where, prefix, prefix, retention_slice, [&](const storage::row& found) {
        const auto time = storage::read_integer_tag(found.value, 1);
        if (!time || *time >= before_ms || found.key == last_key) return false;
        step.changes.erasures.push_back({where, std::string(found.key)});
        return true;
      });
  if (!scanned) return scanned.failure();
  if (step.changes.erasures.size() == retention_slice) step.next = last_key;
  return step;
}

}  // namespace

outcome<retention_step> expired_journal(const storage::snapshot& reading, tenant_number tenant,
                                        std::int64_t before_ms) {
  return expired_from_first(reading, storage::table::journal, storage::key{}.u32(tenant.value),
                            tenant, before_ms);
}

outcome<retention_step> expired_audit(const storage::snapshot& reading, tenant_number tenant,
                                      std::int64_t before_ms) {
  return expired_from_first(reading, storage::table::records, storage::audit_prefix(tenant), tenant,
                            before_ms);
}

outcome<retention_step> expired_mails(const storage::snapshot& reading, tenant_number tenant,
                                      std::int64_t now_ms) {
  retention_step step;
  step.changes.tenant = tenant;
  step.changes.may_use_reserve = true;
  std::vector<storage::key> over;
  for (const auto state : {records::mail_state::sent, records::mail_state::given_up}) {
    const auto all = storage::outbox_prefix(tenant, static_cast<std::uint8_t>(state));
    const auto scanned =
        reading.scan(storage::table::outbox, all, all, retention_slice - over.size(),
                     [&](const storage::row& found) {
                       const auto place = storage::place_in(found.key);
                       if (place.due_ms > now_ms) return false;
                       over.push_back(place.record);
                       return true;
                     });
    if (!scanned) return scanned.failure();
  }
  for (const storage::key& at : over) {
    const auto mail = read_mail(reading, at);
    if (!mail) return mail.failure();
    if (!*mail) continue;
    // One that is queued again meanwhile stays.
    step.changes.expectations.push_back(
        {storage::expectation::kind::at_version, storage::table::records, std::string(at.view()),
         static_cast<std::uint64_t>((*mail)->mail.version), (*mail)->checksum});
    erase_mail(step.changes, at, (*mail)->mail);
  }
  if (over.size() == retention_slice) step.next = over.back().view();
  return step;
}

namespace {

// Where the first history entry at or after the record can be; nothing if there are no more.
std::optional<storage::key> history_from(const storage::record_name& at) {
  using storage::customer_item;
  using storage::record_kind;
  const auto of = [&](account_number account) {
    return storage::customer_key(at.tenant, account, customer_item::history);
  };
  if (at.kind < record_kind::customer) return of({0});
  if (at.kind == record_kind::customer)
    return of(
        {at.item < static_cast<std::uint8_t>(customer_item::history) ? at.number : at.number + 1});
  if (at.tenant.value == ~std::uint32_t{0}) return {};
  return storage::record_prefix({at.tenant.value + 1}, record_kind{});
}

bool is_history(const storage::record_name& at) {
  return at.kind == storage::record_kind::customer &&
         at.item == static_cast<std::uint8_t>(storage::customer_item::history);
}

}  // namespace

outcome<retention_step> expired_history(const storage::snapshot& reading, const std::string& from,
                                        std::int64_t before_ms) {
  retention_step step;
  step.changes.tenant = node_tenant;
  step.changes.may_use_reserve = true;
  std::string next = from;
  for (std::size_t seen = 0; seen < retention_slice; ++seen) {
    const auto found = reading.first_at_or_after(storage::table::records, next, "");
    if (!found) return found.failure();
    if (!*found) return step;
    const storage::record_name at = storage::name_in((*found)->key);
    if (is_history(at) && storage::read_integer_tag((*found)->value, 1).value_or(0) < before_ms) {
      step.changes.erasures.push_back({storage::table::records, std::string((*found)->key)});
      next = std::string((*found)->key) + '\0';
      continue;
    }
    const auto jump = history_from(at);
    if (!jump) return step;
    next = jump->view();
  }
  step.next = std::move(next);
  return step;
}

}  // namespace atrium::actors
