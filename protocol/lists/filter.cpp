#include "protocol/lists/filter.hpp"

#include <algorithm>

#include "protocol/fields/value.hpp"
#include "protocol/lists/build.hpp"
#include "protocol/lists/comparing.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::lists {
namespace {

void refuse_column(std::string_view name, const fields::path& at, fields::problems& found) {
  bool shown = false;
  fields::for_each_field<records::customer>(
      [&](const auto& one) { shown |= one.name == name && one.open_to != fields::access::hidden; });
  if (name.starts_with(mixins_prefix))
    found.add(at, errc::invalid_field, "no index serves it; declare it in mixins.define");
  else
    found.add(at, shown ? errc::invalid_field : errc::unknown_parameter,
              shown ? "no index serves this field" : "there is no such field");
}

class filter_reader {
 public:
  filter_reader(const scope& of, fields::problems& found) : scope_(of), found_(found) {}

  condition map(wire::cursor& from, const fields::path& at, std::size_t depth) {
    std::vector<condition> all;
    if (depth > filter_depth_max) {
      from.skip();
      found_.add(at, errc::invalid_field,
                 "a filter is at most " + std::to_string(filter_depth_max) + " levels deep");
      return {};
    }
    fields::decode_map(
        from, at, found_,
        [&](std::string_view key, fields::problems&) {
          const fields::path here = at / key;
          if (key == "and" || key == "or")
            all.push_back(list(from, here, depth, key == "and"));
          else if (key == "not")
            count(here), all.push_back(none_of(map(from, here, depth + 1)));
          else
            field(from, key, here, all);
        },
        [](fields::problems&) {});
    return all_of(std::move(all));
  }

 private:
  condition list(wire::cursor& from, const fields::path& at, std::size_t depth, bool every) {
    count(at);
    std::uint32_t size = 0;
    std::vector<condition> parts;
    if (!from.read_array(size)) {
      fields::refuse_value(from, at, "an array of filters", found_);
      return {};
    }
    for (std::uint32_t i = 0; i < size; ++i)
      parts.push_back(map(from, at / std::int64_t{i}, depth + 1));
    return every ? all_of(std::move(parts)) : any_of(std::move(parts));
  }

  void field(wire::cursor& from, std::string_view name, const fields::path& at,
             std::vector<condition>& all) {
    const list_column* known = find_column(name, scope_.of_mixins);
    if (!known) {
      from.skip();
      return refuse_column(name, at, found_);
    }
    if (from.peek() != wire::kind::map) {
      count(at);
      all.push_back(compare(*known, comparison::eq, from, scope_, at, found_, values_));
      return;
    }
    fields::decode_map(
        from, at, found_,
        [&](std::string_view key, fields::problems&) {
          const fields::path here = at / key;
          const auto named = std::ranges::find(comparison_names, key);
          const auto with = static_cast<comparison>(named - comparison_names.begin());
          if (named != comparison_names.end() && serves(known->kind, with)) {
            count(here);
            all.push_back(compare(*known, with, from, scope_, here, found_, values_));
            return;
          }
          from.skip();
          const bool exists = named != comparison_names.end();
          found_.add(here, exists ? errc::invalid_field : errc::unknown_parameter,
                     (exists ? "no index of this field serves it; there are "
                             : "there is no such comparison; there are ") +
                         served_by(known->kind));
        },
        [](fields::problems&) {});
  }

  void count(const fields::path& at) {
    if (++conditions_ == filter_conditions_max + 1)
      found_.add(at, errc::invalid_field,
                 "a filter has at most " + std::to_string(filter_conditions_max) + " conditions");
  }

  const scope& scope_;
  fields::problems& found_;
  std::size_t conditions_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

condition read_filter(std::string_view filter, const scope& of, const fields::path& at,
                      fields::problems& found) {
  wire::cursor from(filter);
  return filter_reader(of, found).map(from, at, 1);
}

order read_sort(std::string_view sort, const scope& of, const fields::path& at,
                fields::problems& found) {
  const bool descending = sort.starts_with('-');
  const std::string_view name = sort.substr(descending ? 1 : 0);
  const list_column* known = find_column(name, of.of_mixins);
  if (known && sortable(*known)) return {known->number, descending};
  if (known)
    found.add(at, errc::invalid_field, "no index serves this order");
  else
    refuse_column(name, at, found);
  return {};
}

}  // namespace atrium::lists
