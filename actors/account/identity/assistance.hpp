// Where staff may act in a customer's place (features.md R5): asked when they begin, and again at
// whatever they do. No CAF, no threads, no files.
#pragma once

#include "actors/tenant/visible.hpp"

namespace atrium::actors {

// The site, which the customer may shop at and which has a storefront to open; or why it is none,
// of a call that names it as `site`.
outcome<const records::site*> storefront_for(const records::customer& whom, std::string_view site,
                                             const tenant_view& tenant, const principal& staff);

}  // namespace atrium::actors
