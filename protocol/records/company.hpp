// A company that customers buy for (features.md G10). Customers are assigned to it, and their
// records say so; it does not know them. It outlives them.
#pragma once

#include <array>
#include <optional>

#include "protocol/fields/tagged.hpp"
#include "protocol/formats/country.hpp"
#include "protocol/formats/phone.hpp"
#include "protocol/records/mail_settings.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

enum class company_state : std::uint8_t { pending, approved, denied, disabled };
constexpr auto enum_names(company_state) {
  return std::array<std::string_view, 4>{"pending", "approved", "denied", "disabled"};
}
// What is done to a company's state.
enum class company_verb : std::uint8_t { approve, deny, disable, enable };
constexpr auto enum_names(company_verb) {
  return std::array<std::string_view, 4>{"approve", "deny", "disable", "enable"};
}

// Every way from one state to another; there is no other. One that was denied may be approved after
// all; one that was approved is not denied any more, but disabled.
struct company_step {
  company_state from;
  company_verb by;
  company_state to;
};
inline constexpr std::array company_steps{
    company_step{company_state::pending, company_verb::approve, company_state::approved},
    company_step{company_state::pending, company_verb::deny, company_state::denied},
    company_step{company_state::denied, company_verb::approve, company_state::approved},
    company_step{company_state::approved, company_verb::disable, company_state::disabled},
    company_step{company_state::disabled, company_verb::enable, company_state::approved}};

// Nothing: there is no such step.
constexpr std::optional<company_state> state_after(company_state from, company_verb by) {
  for (const company_step& each : company_steps)
    if (each.from == from && each.by == by) return each.to;
  return {};
}

// Where a company is, or one of its legal entities.
struct business_address {
  std::string address1;
  std::optional<std::string> address2;
  std::optional<std::string> address3;
  std::string zip;
  std::string city;
  std::optional<std::string> region;
  std::string country;
  bool operator==(const business_address&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using a = business_address;
    return list{
        parameter{"address1", &a::address1, "Street and house number.", rules::name<200>},
        parameter{"address2", &a::address2, "Second line.", rules::name<200>},
        parameter{"address3", &a::address3, "Third line.", rules::name<200>},
        parameter{"zip", &a::zip, "Postal code.", rules::name<20>},
        parameter{"city", &a::city, "Town.", rules::name<100>},
        parameter{"region", &a::region, "Region or state.", rules::name<100>},
        parameter{"country", &a::country, "ISO 3166-1 alpha-2.",
                  rule{.format = formats::country, .format_name = "iso3166", .bytes_max = 2}}};
  }
};

// A person in law that belongs to the company: who is billed, who is registered.
struct legal_entity {
  std::string id;
  std::string name;
  std::optional<std::string> type;
  std::optional<std::string> registration;
  std::optional<std::string> vat_id;
  std::optional<business_address> address;
  bool operator==(const legal_entity&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using e = legal_entity;
    return list{
        parameter{"id", &e::id, "Chosen; unique in the company.", rules::customer_id},
        parameter{"name", &e::name, "What it is called.", rules::name<200>},
        parameter{"type", &e::type, "Its form: GmbH, Ltd, …", rules::name<64>},
        parameter{"registration", &e::registration, "Its number in a register.", rules::name<64>},
        parameter{"vat_id", &e::vat_id, "By which taxes know it.", rules::name<64>},
        parameter{"address", &e::address, "Where it is."}};
  }
};

struct company {
  static constexpr std::size_t legal_entities_max = 50;

  std::int64_t version = 1;
  std::string id;
  std::int64_t number = 0;
  std::string name;
  std::optional<std::string> external_id;
  std::optional<std::string> vat_id;
  std::optional<std::string> registration;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<business_address> address;
  std::optional<std::string> site;
  std::optional<std::string> restriction;
  company_state state = company_state::pending;
  std::optional<std::int64_t> state_changed_at;
  std::optional<std::string> state_changed_by;
  std::optional<std::string> state_reason;
  std::vector<legal_entity> legal_entities;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using c = company;
    return list{
        field{1, "version", &c::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &c::id, impersonal, shown, "Chosen or generated; never changes."},
        field{3, "number", &c::number, impersonal, shown, "Company number of the tenant."},
        field{4, "name", &c::name, impersonal, writable, "What it is called.", rules::name<200>},
        field{5, "external_id", &c::external_id, impersonal, writable,
              "The id in another system; unique.", rules::name<64>},
        field{6, "vat_id", &c::vat_id, impersonal, writable, "By which taxes know it.",
              rules::name<64>},
        field{7, "registration", &c::registration, impersonal, writable,
              "Its number in a register.", rules::name<64>},
        field{8, "email", &c::email, personal, writable, "Where it is written to.",
              rules::mail_address},
        field{9, "phone", &c::phone, personal, writable, "E.164.",
              rule{.format = formats::phone, .format_name = "e164", .bytes_max = 64}},
        field{10, "address", &c::address, personal, writable, "Where it is; set as a whole."},
        field{11, "site", &c::site, impersonal, writable,
              "The site that it belongs to; whoever is limited to sites sees those of his.",
              rules::short_name},
        field{12, "restriction", &c::restriction, impersonal, writable,
              "Limits which staff see it, as that of a customer.", rules::restriction},
        field{13, "state", &c::state, impersonal, shown, "pending, approved, denied or disabled."},
        field{14, "state_changed_at", &c::state_changed_at, impersonal, shown,
              "When it came into this state, unless it was created in it."},
        field{15, "state_changed_by", &c::state_changed_by, impersonal, shown,
              "Who brought it there, as the journal names him."},
        field{16, "state_reason", &c::state_reason, personal, shown, "Why: call.reason of then."},
        field{17, "legal_entities", &c::legal_entities, impersonal, writable,
              "The persons in law that belong to it; set as a whole.",
              rule{.items_max = legal_entities_max}},
        field{18, "created_at", &c::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{19, "updated_at", &c::updated_at, impersonal, shown, "When it changed last."}};
  }
};

}  // namespace atrium::records
