#include "actors/scans/segments.hpp"

#include "actors/tenant/rights.hpp"
#include "actors/tenant/segments.hpp"

namespace atrium::actors {
namespace {

constexpr lists::column groups_column = records::customer::groups_tag;
constexpr lists::column segments_column = records::customer::segments_tag;

// Of customers that he does not see nobody is told how many they are; nor is the operator.
bool may_count_all(const tenant_view& tenant, const principal& caller) {
  return caller.has_tenant() &&
         has_rights(tenant, caller,
                    rights{methods::any_of(records::scope::customers_read), {}, {}});
}

outcome<nothing> count_members(const tenant_view& tenant, const storage::index_snapshot& index,
                               methods::segments_list::result& into) {
  const auto standing = index.standing(tenant.number);
  if (!standing) return standing.failure();
  if (!*standing || !(*standing)->serves) return nothing{};
  for (methods::shown_segment& each : into.items) {
    const auto count =
        index.count_of(tenant.number, each.filter ? segments_column : groups_column, each.segment);
    if (!count) return count.failure();
    each.members = static_cast<std::int64_t>(*count);
  }
  into.seq = static_cast<std::int64_t>((*standing)->followed_to);
  return nothing{};
}

}  // namespace

outcome<list_of_segments> prepare_scan(const methods::segments_list&, const tenant_view& tenant) {
  if (!tenant.tenant.marketing) return refusal(errc::capability_off);
  return list_of_segments{};
}

outcome<nothing> write_segments(const principal& caller, const tenant_view& tenant,
                                const scan_reading& reading, wire::buffer& out) {
  methods::segments_list::result all;
  for (const auto& [name, each] : tenant.segments) all.items.push_back(shown(tenant, each->record));
  if (may_count_all(tenant, caller))
    if (const auto counted = count_members(tenant, reading.index, all); !counted) return counted;
  fields::encode_named(out, all);
  return nothing{};
}

}  // namespace atrium::actors
