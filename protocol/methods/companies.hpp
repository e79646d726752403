// companies.create get list update approve deny disable enable assign unassign members (features.md
// G10, A13).
#pragma once

#include "protocol/methods/customer_lists.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/company.hpp"

namespace atrium::methods {

// Rows that a page of companies.list looks at, and bytes of them.
inline constexpr std::int64_t company_looks_max = 2'000;
inline constexpr std::size_t company_bytes_max = std::size_t{2} * 1024 * 1024;

struct companies_create {
  static constexpr definition about{
      "companies.create",
      "Makes a company: pending, or approved where the tenant says so "
      "(companies_approved_on_creation). It belongs to `site`, or else call.site.",
      audience::clients, any_of(records::scope::customers_write), effect::tenant};
  static constexpr std::array errors{errc::id_taken, errc::not_found, errc::forbidden,
                                     errc::limit_reached, errc::capability_off};
  using result = records::company;
  std::optional<std::string> id;
  fields::partial<records::company> profile;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_create;
    return list{
        parameter{"id", &c::id, "A chosen id; else one is generated.", records::rules::customer_id},
        embedded{&c::profile}};
  }
};

// What is about one company that is there.
struct company_named {
  std::string company;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "company", &company_named::company, "Its id.", atrium::fields::rule{.bytes_max = 64}}};
  }
};

struct companies_get {
  static constexpr definition about{"companies.get", "One company, by either of its ids.",
                                    audience::clients, any_of(records::scope::customers_read),
                                    effect::read};
  static constexpr std::array errors{errc::not_found, errc::capability_off};
  using result = records::company;
  std::optional<std::string> company;
  std::optional<std::string> external_id;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_get;
    return list{parameter{"company", &c::company, "Its id.", rule{.bytes_max = 64}},
                parameter{"external_id", &c::external_id, "Or its id in another system.",
                          records::rules::name<64>}};
  }
};

// All of what is given holds.
struct company_filter {
  std::vector<records::company_state> state;
  std::optional<std::string> external_id;
  std::optional<std::string> text;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using f = company_filter;
    return list{
        parameter{"state", &f::state, "In one of these states.", rule{.items_max = 4}},
        parameter{"external_id", &f::external_id, "Of this id in another system.",
                  records::rules::name<64>},
        parameter{"text", &f::text,
                  "Each word of it begins a word of name, id, external_id, vat_id, registration or "
                  "e-mail.",
                  rule{.bytes_max = 256}}};
  }
};

struct companies_list {
  static constexpr definition about{
      "companies.list",
      "Companies, newest first, or in another order; what was answered before is in it. Who is "
      "assigned to one is told by companies.members.",
      audience::clients, any_of(records::scope::customers_read), effect::read};
  static constexpr std::array errors{errc::capability_off};
  using result = partly<records::company>;
  std::optional<company_filter> filter;
  std::optional<std::string> sort;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_list;
    return list{
        parameter{"filter", &c::filter, "Which ones (default: all)."},
        parameter{"sort", &c::sort,
                  "number, name, id, external_id, state, created_at or updated_at, `-` "
                  "before it for descending (default: -number); who has no value comes last.",
                  rule{.bytes_max = 64}},
        parameter{"limit", &c::limit, "At most so many (default 50).", page_limit},
        parameter{"cursor", &c::cursor, "next_cursor of the page before.",
                  rule{.bytes_max = 1024}}};
  }
};

struct companies_update {
  static constexpr definition about{"companies.update", "Changes fields of a company.",
                                    audience::clients, any_of(records::scope::customers_write),
                                    effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::id_taken, errc::version_conflict,
                                     errc::capability_off};
  using result = records::company;
  std::string company;
  fields::partial<records::company> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_update;
    return list{parameter{"company", &c::company, "Its id.", rule{.bytes_max = 64}},
                parameter{"set", &c::set, "Fields to change."},
                parameter{"unset", &c::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

// One step of records::company_steps.
struct company_state_change : company_named {
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = records::company;
};

struct companies_approve : company_state_change {
  static constexpr definition about{
      "companies.approve",
      "Customers may be assigned to a company that was pending, or denied. call.reason says why.",
      audience::clients, any_of(records::scope::customers_write), effect::tenant};
  static constexpr auto does = records::company_verb::approve;
};

struct companies_deny : company_state_change {
  static constexpr definition about{
      "companies.deny", "Refuses a company that is pending. call.reason says why.",
      audience::clients, any_of(records::scope::customers_write), effect::tenant};
  static constexpr auto does = records::company_verb::deny;
};

struct companies_disable : company_state_change {
  static constexpr definition about{
      "companies.disable",
      "Nobody more is assigned to a company that was approved; whoever is stays so. call.reason "
      "says why.",
      audience::clients, any_of(records::scope::customers_write), effect::tenant};
  static constexpr auto does = records::company_verb::disable;
};

struct companies_enable : company_state_change {
  static constexpr definition about{
      "companies.enable", "A company that was disabled is approved again.", audience::clients,
      any_of(records::scope::customers_write), effect::tenant};
  static constexpr auto does = records::company_verb::enable;
};

struct companies_assign {
  static constexpr definition about{
      "companies.assign",
      "A customer buys for an approved company from now on, and so is B2B; for 20 at most. Of one "
      "who does already it changes what he is there, whatever state the company is in. if_version "
      "is the customer's.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached,
                                     errc::capability_off};
  using result = records::customer;
  customer_reference customer;
  std::string company;
  std::optional<std::vector<std::string>> roles;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_assign;
    rule some = records::rules::short_name;
    some.items_max = records::roles_at_company::roles_max;
    return list{parameter{"customer", &c::customer, "Who."},
                parameter{"company", &c::company, "Its id.", rule{.bytes_max = 64}},
                parameter{"roles", &c::roles,
                          "What he is there, in names of the tenant's, such as buyer or approver; "
                          "in place of what he was (default: as it is).",
                          some}};
  }
};

struct companies_unassign {
  static constexpr definition about{
      "companies.unassign",
      "A customer does not buy for the company any more, whatever state it is in. if_version is "
      "the customer's.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::capability_off};
  using result = records::customer;
  customer_reference customer;
  std::string company;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_unassign;
    return list{parameter{"customer", &c::customer, "Who."},
                parameter{"company", &c::company, "Its id.", rule{.bytes_max = 64}}};
  }
};

struct companies_members {
  static constexpr definition about{
      "companies.members",
      "Who is assigned to a company, contacts as well, as customers.list has them.",
      audience::clients, any_of(records::scope::customers_read), effect::scan};
  static constexpr std::array errors{errc::not_found, errc::capability_off, errc::overloaded,
                                     errc::deadline_exceeded};
  using result = listed<records::customer>;
  std::string company;
  std::optional<std::string> role;
  std::optional<std::string> sort;
  std::vector<std::string> chosen;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = companies_members;
    return joined(
        list{parameter{"company", &c::company, "Its id.", rule{.bytes_max = 64}},
             parameter{"role", &c::role, "Only who is this there.", records::rules::short_name}},
        order_parameters<companies_members>());
  }
};

}  // namespace atrium::methods
