// What an event says has changed in a customer's record. No CAF.
#pragma once

#include <string>
#include <vector>

#include "protocol/records/customer.hpp"

namespace atrium::actors {

// Adds the names of the fields that are other than before, but for those that nobody is shown and
// `version`, which the event tells by itself.
void name_changes(const records::customer& before, const records::customer& after,
                  std::vector<std::string>& names);

}  // namespace atrium::actors
