// A subscription to a newsletter as it is shown, one of a customer or one of a site.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/records/newsletter.hpp"
#include "protocol/wire/buffer.hpp"

namespace atrium::actors {

// Appends its pairs, and `email_changed` where it goes to another address than the customer's;
// returns how many. `known` is what `stored` says.
std::uint32_t append_subscription(std::string_view stored, const records::newsletter& known,
                                  const std::optional<std::string>& address_of_customer,
                                  wire::buffer& into);

}  // namespace atrium::actors
