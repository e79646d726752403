// A postal address of a customer (features.md D): a part of his with a version of its own.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/formats/country.hpp"
#include "protocol/formats/phone.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

struct address {
  std::int64_t version = 1;
  std::string id;
  std::optional<std::string> salutation;
  std::string first_name;
  std::string last_name;
  std::optional<std::string> company;
  std::string address1;
  std::optional<std::string> address2;
  std::optional<std::string> address3;
  std::string zip;
  std::string city;
  std::optional<std::string> region;
  std::string country;
  std::optional<std::string> phone;
  fields::dynamic_map mixins;
  std::optional<std::int64_t> mixins_version;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using a = address;
    constexpr rule name = rules::name<100>;
    constexpr rule line = rules::name<200>;
    return list{
        field{1, "version", &a::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &a::id, personal, shown, "Chosen or generated; never changes.",
              rule{.column = column_kind::id}},
        field{3, "salutation", &a::salutation, personal, writable, "Mr, Dr, …", name},
        field{4, "first_name", &a::first_name, personal, writable,
              "Given name; may differ from the customer's.", name},
        field{5, "last_name", &a::last_name, personal, writable, "Family name.", name},
        field{6, "company", &a::company, personal, writable, "Name of the company.", line},
        field{7, "address1", &a::address1, personal, writable, "Street and house number.", line},
        field{8, "address2", &a::address2, personal, writable, "Second line.", line},
        field{9, "address3", &a::address3, personal, writable, "Third line.", line},
        field{10, "zip", &a::zip, personal, writable, "Postal code.", rules::name<20>},
        field{11, "city", &a::city, personal, writable, "Town.", name},
        field{12, "region", &a::region, personal, writable, "Region or state.", name},
        field{13, "country", &a::country, personal, writable, "ISO 3166-1 alpha-2.",
              rule{.format = formats::country, .format_name = "iso3166", .bytes_max = 2}},
        field{14, "phone", &a::phone, personal, writable, "E.164.",
              rule{.format = formats::phone,
                   .format_name = "e164",
                   .bytes_max = 64,
                   .column = column_kind::phone}},
        field{15, "mixins", &a::mixins, personal, writable,
              "The tenant's own fields, as mixins.define says; set as a whole.",
              rule{.bytes_max = 16384}},
        field{16, "mixins_version", &a::mixins_version, impersonal, shown,
              "Version of the schema that `mixins` was checked against."}};
  }
};

}  // namespace atrium::records
