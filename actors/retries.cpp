#include "actors/retries.hpp"

#include "actors/account/profile.hpp"
#include "actors/answer.hpp"
#include "actors/keyed_hash.hpp"
#include "actors/node.hpp"
#include "actors/sealing.hpp"
#include "actors/tenant/api_key.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/customer.hpp"
#include "storage/idempotency.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

// From the caller's credential and the idempotency key: neither is in the store.
std::string sealing_key(const principal& caller, std::string_view key) {
  return keyed_hash(caller.sealing_key.reveal(), key, sealing_key_bytes);
}

// Whether the account that an answer shows, or whom it became, is still there to be shown.
outcome<bool> may_be_shown(const storage::snapshot& reading, tenant_number tenant,
                           account_number account) {
  const auto profile = profile_of(reading, tenant, account);
  if (!profile) return profile.failure();
  return *profile && !(*profile)->erased;
}

std::string digest_of(std::string bytes, std::string_view named, std::string_view shopper = {}) {
  bytes.push_back('\0');
  bytes.append(named).append(shopper);
  return sha256(bytes).substr(0, 16);
}

}  // namespace

retry_key make_retry_key(tenant_number tenant, const principal& caller, std::string_view key,
                         const methods::definition& method, std::string_view named,
                         std::string_view shopper) {
  // Callers build keys of what they please, e-mails perhaps: only a hash is stored.
  return {std::string(storage::idempotency_key(tenant, caller.number, sha256(key)).view()),
          digest_of(std::string(method.name), named, shopper)};
}

row_keys::row_keys(tenant_number tenant, const principal& caller, const methods::definition& method,
                   std::string_view key, std::string_view what)
    : tenant_(tenant),
      caller_(caller.number),
      method_(method.name),
      batch_(sha256(std::string(what).append(" of ").append(key))
                 .substr(0, storage::idempotency_batch_bytes)) {}

retry_key row_keys::of(std::size_t row, std::string_view bytes) const {
  return {std::string(storage::idempotency_row_key(tenant_, caller_, batch_,
                                                   static_cast<std::uint32_t>(row))
                          .view()),
          digest_of(method_, bytes)};
}

outcome<bool> row_keys::any_known(const storage::snapshot& reading) const {
  const storage::key prefix = storage::idempotency_batch_prefix(tenant_, caller_, batch_);
  const auto first = reading.first_at_or_after(storage::table::idempotency, prefix, prefix);
  if (!first) return first.failure();
  return first->has_value();
}

outcome<std::vector<known_row>> row_keys::known(const storage::snapshot& reading) const {
  const storage::key prefix = storage::idempotency_batch_prefix(tenant_, caller_, batch_);
  std::vector<known_row> rows;
  const auto scanned = reading.scan(
      storage::table::idempotency, prefix, prefix, ~std::size_t{0}, [&](const storage::row& found) {
        const auto decided = storage::read_idempotency(found.value);
        if (decided && found.key.size() == prefix.view().size() + sizeof(std::uint32_t))
          rows.push_back({wire::load32(found.key.data() + prefix.view().size()), decided->time_ms});
        return true;
      });
  if (!scanned) return scanned.failure();
  return rows;
}

std::optional<outcome<std::string>> known_answer(const storage::snapshot& reading,
                                                 const retry_key& retry, const principal& caller) {
  const auto stored = reading.get(storage::table::idempotency, retry.key);
  if (!stored) return outcome<std::string>(stored.failure());
  if (!*stored) return {};
  const auto known = storage::read_idempotency(**stored);
  if (!known) return outcome<std::string>(refusal(errc::internal));
  if (known->digest != retry.digest)
    return outcome<std::string>(refusal(errc::idempotency_mismatch));
  if (known->account) {
    const tenant_number tenant{wire::load32(retry.key.data())};
    const auto shown = may_be_shown(reading, tenant, {*known->account});
    if (!shown) return outcome<std::string>(shown.failure());
    if (!*shown) return outcome<std::string>(refusal(errc::not_found));
  }
  std::optional<std::string> answer = open_sealed(known->answer, sealing_key(caller, retry.key));
  if (!answer) return outcome<std::string>(refusal(errc::idempotency_mismatch));
  append_seq(*answer, known->seq);
  return outcome<std::string>(std::move(answer).value());
}

bool answer_known_key(node& shared, call& what) {
  if (!what.retry) return false;
  const auto reading = shared.borrow_snapshot();
  const auto known = known_answer(*reading, *what.retry, *what.caller);
  if (!known) return false;
  if (*known)
    what.reply.succeed(**known);
  else
    what.reply.fail(known->failure());
  return true;
}

storage::idempotency_entry entry_of(const retry_key& retry, const principal& caller,
                                    const std::string& answer, std::optional<account_number> shows,
                                    std::int64_t now_ms, outside& world) {
  return {retry.key, retry.digest, now_ms, seal(answer, sealing_key(caller, retry.key), world),
          shows ? std::optional(shows->value) : std::nullopt};
}

}  // namespace atrium::actors
