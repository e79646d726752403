// segments.list: the segments as the tenant has them, and how many belong to each as the index of
// lists keeps count of it. No CAF.
#pragma once

#include "actors/scans/scan.hpp"

namespace atrium::actors {

// Appends the result. A count costs one look-up, however many there are. Without counts: where the
// tenant has no index yet, and for whoever may not read all of its customers.
outcome<nothing> write_segments(const principal& caller, const tenant_view& tenant,
                                const scan_reading& reading, wire::buffer& out);

}  // namespace atrium::actors
