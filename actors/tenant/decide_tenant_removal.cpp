// tenants.remove.
#include "actors/answer.hpp"
#include "actors/confirmation.hpp"
#include "actors/tenant/decide_change.hpp"
#include "protocol/methods/tenants.hpp"

namespace atrium::actors {
namespace {

using methods::tenants_remove;

std::string removal_of(const tenant_view& who) {
  return "remove tenant" + std::string(storage::key{}
                                           .u32(who.number.value)
                                           .u64(static_cast<std::uint64_t>(who.tenant.version))
                                           .view());
}

tenant_decision answer(tenant_change change, const tenants_remove::result& result) {
  return std::move(change).with(unfinished_result(result));
}

}  // namespace

decided_tenant decide(const tenants_remove& call, const tenant_view& now,
                      const tenant_context& in) {
  if (now.tenant.is_removing()) {  // whoever asks again hears what he heard
    tenant_decision again =
        answer(tenant_change(now, in), {.removing_since = now.tenant.removing_since});
    again.answers_for_retries = false;
    return again;
  }
  if (auto conflict = wrong_version(now.tenant, in)) return std::move(conflict).value();
  if (!now.tenant.suspended) return refusal(errc::forbidden, "tenant: suspend it first", "tenant");
  const std::string& key = now.tenant.reference_key;
  if (!call.confirm) {
    const std::int64_t expires_at = in.now_ms + confirm_within_ms;
    return answer(
        tenant_change(now, in),
        {.confirm = make_confirmation(key, removal_of(now), expires_at), .expires_at = expires_at});
  }
  if (!confirms(*call.confirm, key, removal_of(now), in.now_ms))
    return refusal(errc::invalid_token,
                   "confirm: it is not of this tenant as it is now, or too old", "confirm");
  records::tenant gone = now.tenant;
  gone.removing_since = in.now_ms;
  ++gone.version;
  tenant_change change(now, in);
  change.store(storage::record_kind::tenant, now.number.value, gone);
  change.tell("tenant.removing", gone.name, gone.version, {"removing_since"});
  change.changes.may_use_reserve = true;
  change.after->tenant = std::move(gone);
  return answer(std::move(change), {.removing_since = in.now_ms});
}

}  // namespace atrium::actors
