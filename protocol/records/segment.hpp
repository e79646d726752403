// A segment of a tenant's customers (features.md G4): a group that they are assigned to, or a rule
// that says who belongs to it. Who belongs to it stands in the customers' records.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

struct segment {
  std::int64_t version = 1;
  std::string name;
  std::optional<std::string> title;
  std::optional<fields::dynamic_map> filter;  // the rule; none: a group
  std::int64_t defined_at = 0;
  std::int64_t revision = 0;  // of the tenant's rules, with which it became what it is
  std::optional<bool> removing;
  fields::unknown_tags unknown;

  bool has_rule() const { return filter.has_value(); }
  bool is_removing() const { return removing.value_or(false); }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = segment;
    return list{
        field{1, "version", &s::version, impersonal, shown, "Raised by one with each change."},
        field{2, "segment", &s::name, impersonal, shown, "Short name; never changes."},
        field{3, "title", &s::title, impersonal, shown, "For people."},
        field{4, "filter", &s::filter, impersonal, shown, "The rule; without one it is a group."},
        field{5, "defined_at", &s::defined_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{6, "revision", &s::revision, impersonal, hidden,
              "Of the tenant's rules, with which it became what it is."},
        field{7, "removing", &s::removing, impersonal, hidden,
              "Nobody comes to belong to it any more, and it goes when nobody does."}};
  }
};

// Of all segments of a tenant together: how far customers' records are what the rules say.
struct segment_rules {
  std::int64_t version = 0;  // raised whenever a rule comes or changes, or a segment is to go
  std::int64_t settled = 0;  // the version that all customers' records agree with
  std::string settled_by;    // what evaluated the rules then (lists::matching_version)
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = segment_rules;
    return list{
        field{1, "version", &s::version, impersonal, hidden, "Raised when there is another rule."},
        field{2, "settled", &s::settled, impersonal, hidden,
              "The version that records agree with."},
        field{3, "settled_by", &s::settled_by, impersonal, hidden, "What evaluated the rules."}};
  }
};

}  // namespace atrium::records
