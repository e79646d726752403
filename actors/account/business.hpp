// Which kind of customer somebody is (features.md A13, F10): one of a business shops by carts and
// shopping lists, anybody else has a cart and a wish list. No CAF, no threads, no files.
#pragma once

#include "protocol/records/customer.hpp"

namespace atrium::actors {

// Derived, never stored: B2B is who is assigned to a company.
inline bool is_business(const records::customer&) { return false; }

}  // namespace atrium::actors
