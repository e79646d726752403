// segments.define get list remove members assign unassign (features.md G4): groups that customers
// are assigned to, and rules that say who belongs.
#pragma once

#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/segment.hpp"

namespace atrium::methods {

// How far customers' records are what the segment says.
enum class segment_state : std::uint8_t {
  settling,  // there are customers to be looked at yet; those who change are right at once
  settled,
  removing,  // it goes as soon as no record names it any more
};
constexpr auto enum_names(segment_state) {
  return std::array<std::string_view, 3>{"settling", "settled", "removing"};
}

struct shown_segment {
  std::string segment;
  std::optional<std::string> title;
  std::optional<atrium::fields::dynamic_map> filter;
  segment_state state = segment_state::settled;
  std::int64_t version = 0;
  std::int64_t defined_at = 0;
  std::optional<std::int64_t> members;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = shown_segment;
    return list{
        parameter{"segment", &s::segment, "Its short name."},
        parameter{"title", &s::title, "For people."},
        parameter{"filter", &s::filter, "The rule that says who belongs to it; a group has none."},
        parameter{
            "state", &s::state,
            "settled: all records agree with it. settling: not all yet; those that change are "
            "right at once. removing: it goes."},
        parameter{"version", &s::version, "Raised by one with each definition."},
        parameter{"defined_at", &s::defined_at, "Milliseconds since 1970 UTC."},
        parameter{"members", &s::members,
                  "How many belong to it, contacts among them; in segments.list alone."}};
  }
};

struct segments_define {
  static constexpr definition about{
      "segments.define",
      "Defines a segment anew: with a filter a rule that says who belongs to it, kept right as "
      "customers change; without one a group for segments.assign. At most 200.",
      audience::administrators, any_of(records::scope::marketing), effect::tenant};
  static constexpr std::array errors{errc::version_conflict, errc::limit_reached,
                                     errc::capability_off, errc::overloaded};
  using result = shown_segment;
  std::string segment;
  std::optional<std::string> title;
  std::optional<atrium::fields::dynamic_map> filter;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = segments_define;
    return list{
        parameter{"segment", &s::segment, "Short name; never changes.", records::rules::short_name},
        parameter{"title", &s::title, "For people.", records::rules::name<100>},
        parameter{"filter", &s::filter,
                  "As of customers.list, but not by `segments`; see Lists. A group does not become "
                  "a rule, nor the reverse.",
                  filter_map}};
  }
};

struct segment_named {
  std::string segment;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "segment", &segment_named::segment, "Its short name.", records::rules::short_name}};
  }
};

struct segments_get : segment_named {
  static constexpr definition about{
      "segments.get", "A segment, and whether all records agree with it yet.",
      audience::administrators, any_of(records::scope::customers_read, records::scope::marketing),
      effect::read};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = shown_segment;
};

struct segments_list {
  static constexpr definition about{
      "segments.list",
      "All segments by name, with how many belong to each: to whoever may read all customers of "
      "the tenant, and not while their index is being built. customers.count by {\"segments\": "
      "name}, or {\"groups\": name}, counts those that a caller sees, and contacts if the filter "
      "says something of kind.",
      audience::administrators, any_of(records::scope::customers_read, records::scope::marketing),
      effect::scan};
  static constexpr std::array errors{errc::capability_off, errc::overloaded,
                                     errc::deadline_exceeded};
  struct result {
    std::vector<shown_segment> items;
    std::optional<std::int64_t> seq;
    static constexpr auto fields() {
      return atrium::fields::list{
          atrium::fields::parameter{"items", &result::items, "In the order of their names."},
          atrium::fields::parameter{"seq", &result::seq,
                                    "The journal number that they were counted at."}};
    }
  };
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct segments_remove : segment_named {
  static constexpr definition about{
      "segments.remove",
      "Has a segment go: customers who belong to it leave it one by one, then it is gone.",
      audience::administrators, any_of(records::scope::marketing), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = no_result;
};

struct segments_members {
  static constexpr definition about{
      "segments.members",
      "Who belongs to a segment, as customers.list has it; `overloaded` while it settles.",
      audience::clients, any_of(records::scope::customers_read), effect::scan};
  static constexpr std::array errors{errc::not_found, errc::capability_off, errc::overloaded,
                                     errc::deadline_exceeded};
  using result = listed<records::customer>;
  std::string segment;
  std::optional<std::string> sort;
  std::vector<std::string> chosen;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    return joined(list{parameter{"segment", &segments_members::segment, "Its short name.",
                                 records::rules::short_name}},
                  order_parameters<segments_members>());
  }
};

// What a customer belongs to after he was assigned to a group, or taken out of it.
struct group_membership {
  std::vector<std::string> groups;
  std::int64_t version = 0;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using g = group_membership;
    return list{parameter{"groups", &g::groups, "All groups that he belongs to."},
                parameter{"version", &g::version, "The customer's version."}};
  }
};

struct group_and_customer {
  std::string segment;
  customer_reference customer;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using g = group_and_customer;
    return list{
        parameter{"segment", &g::segment, "The group's short name.", records::rules::short_name},
        parameter{"customer", &g::customer, "Whom."}};
  }
};

struct segments_assign : group_and_customer {
  static constexpr definition about{
      "segments.assign",
      "Puts a customer into a group, of which he has at most 100. if_version is the customer's.",
      audience::clients, any_of(records::scope::marketing), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached,
                                     errc::capability_off};
  using result = group_membership;
};

struct segments_unassign : group_and_customer {
  static constexpr definition about{
      "segments.unassign", "Takes a customer out of a group. if_version is the customer's.",
      audience::clients, any_of(records::scope::marketing), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = group_membership;
};

}  // namespace atrium::methods
