// Companies in the order of one of their fields: rows of `unique`, space 28, one for each company
// and field, put in the commit of its record, so that a list sees what was answered before it
// (docs/data_format.md, unique). By number they are in order already: in `records`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/records/company.hpp"
#include "storage/keys.hpp"

namespace atrium::storage {

// Texts that agree so far are taken for equal.
inline constexpr std::size_t company_order_text_bytes_max = 120;

// One that companies can be listed in.
struct company_order {
  std::string_view field;
  std::uint16_t tag;  // of the field
  bool is_text;
  // What a company stands by, in the order of the bytes, none of which is the beginning of another:
  // of a text, how it is searched for (text::folded), cut and ended by a zero; of a time, 8 bytes,
  // big-endian. Nothing: it has no value, and comes last in either direction. Rows are found again
  // by it: another way to fold what names may have needs other rows.
  std::optional<std::string> (*sort_key)(const records::company& of);
};
std::span<const company_order> company_orders();

// Of the rows of those that have a value in this order, or of those that have none.
key company_order_prefix(tenant_number tenant, std::uint16_t tag, bool has_value);
// Where a company stands.
key company_order_key(tenant_number tenant, std::uint16_t tag,
                      const std::optional<std::string>& sort_key, std::uint64_t number);

// Every row that there is of the company: the keys, in the order of company_orders().
std::vector<std::string> company_order_keys(tenant_number tenant, const records::company& of);

// What a company_order_key says behind its space; it must have the shape of one.
struct company_place {
  std::uint16_t tag;
  std::optional<std::string> sort_key;
  std::uint64_t number;
};
bool is_company_place(std::string_view rest);
company_place company_place_in(std::string_view rest);

}  // namespace atrium::storage
