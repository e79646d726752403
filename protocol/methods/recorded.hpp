// What methods of orders and of deliveries have in common: both are recorded under a reference and
// listed by time.
#pragma once

#include "protocol/methods/customers.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::methods {

// Rows that a page of such a list looks at, and bytes of them where words are looked for.
inline constexpr std::int64_t recorded_looks_max = 2'000;
inline constexpr std::size_t recorded_text_bytes_max = std::size_t{512} * 1024;

inline constexpr fields::rule item_count{.min = 0, .max = 1'000'000'000};
inline constexpr fields::rule time_given{.min = 0, .max = 4'102'444'800'000};  // the year 2100

enum class chronology : std::uint8_t { newest, oldest };
constexpr auto enum_names(chronology) {
  return std::array<std::string_view, 2>{"newest", "oldest"};
}

// All of what is given holds.
struct recorded_filter {
  std::vector<std::string> state;
  std::optional<std::string> site;
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;
  std::optional<std::string> text;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using f = recorded_filter;
    return list{
        parameter{"state", &f::state, "In one of these states.", records::rules::some_states},
        parameter{"site", &f::site, "Of this site.", records::rules::short_name},
        parameter{"from", &f::from, "Its time is this or later; milliseconds since 1970 UTC.",
                  time_given},
        parameter{"to", &f::to, "Its time is before this.", time_given},
        parameter{"text", &f::text, "Each word of it begins a word of what is listed.",
                  rule{.bytes_max = 256}}};
  }
};

template <class List>
constexpr auto recorded_list_parameters() {
  using fields::parameter;
  return fields::list{parameter{"customer", &List::customer, "Whose."},
                      parameter{"filter", &List::filter, "Which ones (default: all)."},
                      parameter{"sort", &List::sort, "newest (the default) or oldest first."},
                      parameter{"limit", &List::limit, "At most so many (default 50).", page_limit},
                      parameter{"cursor", &List::cursor, "next_cursor of the page before.",
                                fields::rule{.bytes_max = 128}}};
}

}  // namespace atrium::methods
