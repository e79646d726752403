// memberships.grant revoke list, roles.grant revoke (features.md G7).
#pragma once

#include "protocol/methods/recorded.hpp"
#include "protocol/records/membership.hpp"

namespace atrium::methods {

// Of one customer, of memberships and of roles: those that are active or upcoming; and of the
// others the last ones.
inline constexpr std::int64_t open_memberships_max = 100;
inline constexpr std::int64_t past_memberships_max = 200;

inline constexpr fields::rule membership_name = records::rules::name<64>;

struct memberships_grant {
  static constexpr definition about{
      "memberships.grant",
      "Makes a customer a member, for a time or for good. A membership that is active or upcoming "
      "is changed. Its beginning and its end are events of their own at their time, but for a "
      "beginning at once. At most 100 that are not over; of the others the last 200 are "
      "remembered. if_version is that of the membership that he has.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::membership;
  customer_reference customer;
  std::string membership;
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> until;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = memberships_grant;
    return list{
        parameter{"customer", &m::customer, "Whom."},
        parameter{"membership", &m::membership, "Of what.", membership_name},
        parameter{"from", &m::from,
                  "When it begins, in milliseconds since 1970 UTC (default: as it was, or now).",
                  time_given},
        parameter{"until", &m::until, "When it ends; without it, never.", time_given}};
  }
};

struct memberships_revoke {
  static constexpr definition about{
      "memberships.revoke",
      "Ends a membership that is active or upcoming at once. if_version is the membership's.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::membership;
  customer_reference customer;
  std::string membership;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = memberships_revoke;
    return list{parameter{"customer", &m::customer, "Whose."},
                parameter{"membership", &m::membership, "Of what.", membership_name}};
  }
};

struct memberships_list {
  static constexpr definition about{
      "memberships.list", "The memberships and roles of a customer, newest first.",
      audience::clients,  any_of(records::scope::customers_read),
      effect::read,       shoppers::may,
      hand::any};
  static constexpr std::array errors{errc::not_found};
  using result = items_of<records::membership>;
  customer_reference customer;
  std::optional<records::membership_kind> kind;
  std::optional<records::membership_state> state;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = memberships_list;
    return joined(list{parameter{"customer", &m::customer, "Whose."},
                       parameter{"kind", &m::kind, "Only memberships, or only roles."},
                       parameter{"state", &m::state, "Only in this one."}},
                  sorted_page_parameters<memberships_list>());
  }
};

struct roles_grant {
  static constexpr definition about{
      "roles.grant", "Gives a customer a role, for a time or for good; else as memberships.grant.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::membership;
  customer_reference customer;
  std::string role;
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> until;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = roles_grant;
    return list{
        parameter{"customer", &r::customer, "To whom."},
        parameter{"role", &r::role, "Which one.", membership_name},
        parameter{"from", &r::from,
                  "When it begins, in milliseconds since 1970 UTC (default: as it was, or now).",
                  time_given},
        parameter{"until", &r::until, "When it ends; without it, never.", time_given}};
  }
};

struct roles_revoke {
  static constexpr definition about{
      "roles.revoke", "Takes a role that is active or upcoming. if_version is the role's.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::membership;
  customer_reference customer;
  std::string role;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = roles_revoke;
    return list{parameter{"customer", &r::customer, "Whose."},
                parameter{"role", &r::role, "Which one.", membership_name}};
  }
};

}  // namespace atrium::methods
