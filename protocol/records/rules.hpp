// Rules that several records and methods share: which canonical form a text has and how long it may
// be.
#pragma once

#include "protocol/fields/description.hpp"
#include "protocol/formats/currency.hpp"
#include "protocol/formats/identifier.hpp"
#include "protocol/formats/locale.hpp"
#include "protocol/formats/name_text.hpp"
#include "protocol/formats/url.hpp"

namespace atrium::records::rules {

// formats::name_text of at most so many code points; four bytes each at most.
template <std::size_t CodePoints>
outcome<std::string> name_up_to(std::string_view typed) {
  return formats::name_text(typed, CodePoints);
}
template <std::size_t CodePoints>
inline constexpr fields::rule name{
    .format = name_up_to<CodePoints>, .format_name = "name", .bytes_max = CodePoints * 4};

inline constexpr fields::rule short_name{
    .format = formats::short_name, .format_name = "short_name", .bytes_max = 63};
inline constexpr fields::rule customer_id{
    .format = formats::customer_id, .format_name = "customer_id", .bytes_max = 64};
inline constexpr fields::rule state_word{
    .format = formats::state_word, .format_name = "state", .bytes_max = 32};
inline constexpr fields::rule some_states{
    .format = formats::state_word, .format_name = "state", .bytes_max = 32, .items_max = 32};
// By which another system names an order or a delivery.
inline constexpr fields::rule reference = name<64>;
// What of its customers a tenant's staff see (features.md R1).
inline constexpr fields::rule restriction = name<64>;
inline constexpr fields::rule locale{
    .format = formats::locale, .format_name = "bcp47", .bytes_max = 64};
inline constexpr fields::rule currency{
    .format = formats::currency, .format_name = "iso4217", .bytes_max = 3};
inline constexpr fields::rule url{
    .format = formats::base_url, .format_name = "base_url", .bytes_max = 2048};

}  // namespace atrium::records::rules
