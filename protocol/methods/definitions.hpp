// Every method with all that it says of itself. Costs seconds to compile: only for what is made for
// each of them.
#pragma once

#include <array>

#include "protocol/methods/account.hpp"
#include "protocol/methods/addresses.hpp"
#include "protocol/methods/assisted.hpp"
#include "protocol/methods/audit.hpp"
#include "protocol/methods/carts.hpp"
#include "protocol/methods/changes.hpp"
#include "protocol/methods/claiming.hpp"
#include "protocol/methods/companies.hpp"
#include "protocol/methods/contacts.hpp"
#include "protocol/methods/coupons.hpp"
#include "protocol/methods/credit.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/deliveries.hpp"
#include "protocol/methods/history.hpp"
#include "protocol/methods/import.hpp"
#include "protocol/methods/links.hpp"
#include "protocol/methods/list.hpp"
#include "protocol/methods/logins.hpp"
#include "protocol/methods/mails.hpp"
#include "protocol/methods/memberships.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/methods/mixins.hpp"
#include "protocol/methods/newsletter.hpp"
#include "protocol/methods/notes.hpp"
#include "protocol/methods/orders.hpp"
#include "protocol/methods/segments.hpp"
#include "protocol/methods/session.hpp"
#include "protocol/methods/shopper.hpp"
#include "protocol/methods/shopping_lists.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/staff.hpp"
#include "protocol/methods/staff_groups.hpp"
#include "protocol/methods/tenants.hpp"

namespace atrium::methods {

template <class... Methods>
constexpr auto definitions_of(type_list<Methods...>) {
  return std::array{Methods::about...};
}
inline constexpr auto definitions = definitions_of(all{});

template <class Visit, class... Methods>
constexpr void for_each_method(Visit&& visit, type_list<Methods...>) {
  (visit(std::type_identity<Methods>{}), ...);
}
// Calls visit(std::type_identity<Method>) for each method, in order.
template <class Visit>
constexpr void for_each_method(Visit&& visit) {
  for_each_method(std::forward<Visit>(visit), all{});
}

}  // namespace atrium::methods
