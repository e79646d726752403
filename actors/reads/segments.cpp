#include "actors/tenant/segments.hpp"
#include "actors/reads/reads.hpp"

namespace atrium::actors {

outcome<nothing> read(const methods::segments_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  if (!call.view->tenant.marketing) return refusal(errc::capability_off);
  const segment_definition* known = call.view->find_segment(asked.segment);
  if (!known) return refusal(errc::not_found, "there is no such segment", "segment");
  fields::encode_named(out, shown(*call.view, known->record));
  return nothing{};
}

}  // namespace atrium::actors
