// customers.list and customers.count: by the language of protocol/lists/.
#pragma once

#include "protocol/lists/search.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::methods {

inline constexpr fields::rule filter_map{.bytes_max = 16384};
inline constexpr fields::rule search_text{.bytes_max = lists::search_bytes_max};

// Of a list that is answered from the index: what of it, in which order.
template <class List>
constexpr auto order_parameters() {
  using namespace atrium::fields;
  using c = List;
  return atrium::fields::list{
      parameter{"sort", &c::sort, "A column, `-` before it for descending (default: number).",
                rule{.bytes_max = 272}},
      parameter{"fields", &c::chosen, "The fields to answer with, id always (default: all).",
                rule{.bytes_max = 64}},
      parameter{"limit", &c::limit, "At most so many (default 50).", rule{.min = 1, .max = 200}},
      parameter{"cursor", &c::cursor, "next_cursor of the page before.", rule{.bytes_max = 1024}}};
}

// Of customers.count, too: which ones.
template <class List>
constexpr auto choice_parameters() {
  using namespace atrium::fields;
  return atrium::fields::list{
      parameter{"filter", &List::filter, "Which ones (default: all).", filter_map},
      parameter{"search", &List::search, "Words that they are found by.", search_text}};
}

template <class List>
constexpr auto list_parameters() {
  return fields::joined(choice_parameters<List>(), order_parameters<List>());
}

struct customers_list {
  static constexpr definition about{
      "customers.list",
      "Customers by filter, search and order; see Lists. Contacts are among them only where the "
      "filter says something of `kind`.",
      audience::clients, any_of(records::scope::customers_read), effect::scan};
  static constexpr std::array errors{errc::overloaded, errc::deadline_exceeded};
  using result = listed<records::customer>;
  std::optional<atrium::fields::dynamic_map> filter;
  std::optional<std::string> search;
  std::optional<std::string> sort;
  std::vector<std::string> chosen;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() { return list_parameters<customers_list>(); }
};

struct customers_count {
  static constexpr definition about{
      "customers.count",
      "How many customers a list has; see Lists. Contacts count as in customers.list.",
      audience::clients, any_of(records::scope::customers_read), effect::scan};
  static constexpr std::array errors{errc::overloaded, errc::deadline_exceeded};
  struct result {
    std::int64_t count = 0;
    bool exact = true;
    std::int64_t seq = 0;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{
          parameter{"count", &result::count, "So many."},
          parameter{"exact", &result::exact, "false: at most so many; counting would take long."},
          parameter{"seq", &result::seq, "The journal number that the index stands at."}};
    }
  };
  std::optional<atrium::fields::dynamic_map> filter;
  std::optional<std::string> search;
  static constexpr auto fields() { return choice_parameters<customers_count>(); }
};

}  // namespace atrium::methods
