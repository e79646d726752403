#include <algorithm>

#include "protocol/schema/canonical.hpp"
#include "protocol/schema/node.hpp"
#include "protocol/schema/schema.hpp"
#include "protocol/wire/utf8.hpp"

namespace atrium::schema {
namespace {

using fields::path;

// Of one pattern: bounds its program, and so what a byte of text may cost.
constexpr std::int64_t pattern_memory_bytes = std::int64_t{256} * 1024;
constexpr double count_max = static_cast<double>(std::int64_t{1} << 53);

constexpr std::array<std::string_view, 4> dialects{"http://json-schema.org/draft-07/schema#",
                                                   "http://json-schema.org/draft-07/schema",
                                                   "https://json-schema.org/draft/2020-12/schema",
                                                   "https://json-schema.org/draft/2020-12/schema#"};

class compiler {
 public:
  explicit compiler(fields::problems& found) : found_(found) {}

  void take_schema(wire::cursor& from, node& into, const path& at, std::size_t depth) {
    if (depth > depth_max)
      return refuse(at, "schemas nest deeper than " + std::to_string(depth_max));
    if (++schemas_ > schemas_max)
      return refuse(at, "there are more than " + std::to_string(schemas_max) + " schemas");
    if (bool anything = true; from.read_boolean(anything)) {
      into.nothing = !anything;
      return;
    }
    for_each_pair(from, at, "a schema: a map, true or false",
                  [&](std::string_view name, wire::cursor value) {
                    take_keyword(name, value, into, at, depth);
                  });
  }

 private:
  // The functions below each take the value of one keyword. What they leave of it is stepped over.
  using take = void (compiler::*)(wire::cursor& value, node& into, const path& at,
                                  std::size_t depth);
  struct keyword {
    std::string_view name;
    take taken_by;  // null: it has no effect
  };

  template <std::optional<double> node::*Bound>
  void take_bound(wire::cursor& value, node& into, const path& at, std::size_t) {
    double number = 0;
    if (!read_number(value, number)) return refuse(at, "must be a number");
    into.*Bound = number;
  }

  template <count_range node::*Range, std::uint64_t count_range::*End>
  void take_count(wire::cursor& value, node& into, const path& at, std::size_t) {
    double number = -1;
    if (!read_number(value, number) || !is_whole(number) || number < 0 || number > count_max)
      return refuse(at, "must be a whole number, not negative");
    into.*Range.*End = static_cast<std::uint64_t>(number);
  }

  template <std::unique_ptr<const node> node::*Member>
  void take_inner(wire::cursor& value, node& into, const path& at, std::size_t depth) {
    into.*Member = inner(value, at, depth);
  }

  void take_type(wire::cursor& value, node& into, const path& at, std::size_t) {
    std::string_view name;
    if (value.read_string(name)) {
      into.types = type_named(name, at);
      return;
    }
    type_set all = 0;
    for_each_item(value, at, "the name of a type, or an array of such names",
                  [&](wire::cursor item, const path& here) {
                    if (!item.read_string(name)) return refuse(here, "must be the name of a type");
                    const type_set one = type_named(name, here);
                    if (all & one) refuse(here, "is given twice");
                    all = static_cast<type_set>(all | one);
                  });
    into.types = all;
  }

  void take_enum(wire::cursor& value, node& into, const path& at, std::size_t) {
    std::vector<std::string> all;
    for_each_item(value, at, "an array",
                  [&](wire::cursor item, const path&) { all.push_back(canonical(item)); });
    std::sort(all.begin(), all.end());
    into.among = std::move(all);
  }

  void take_const(wire::cursor& value, node& into, const path&, std::size_t) {
    into.exactly = canonical(value);
  }

  void take_multiple_of(wire::cursor& value, node& into, const path& at, std::size_t) {
    double number = 0;
    if (!read_number(value, number) || !is_whole(number) || number < 1)
      return refuse(at, "must be a whole number of at least 1");
    into.multiple_of = number;
  }

  void take_pattern(wire::cursor& value, node& into, const path& at, std::size_t) {
    std::string_view text;
    if (!value.read_string(text)) return refuse(at, "must be a string");
    if (text.size() > pattern_bytes_max)
      return refuse(at, "is longer than " + std::to_string(pattern_bytes_max) + " bytes");
    if (++patterns_ > patterns_max)
      return refuse(at, "there are more than " + std::to_string(patterns_max) + " patterns");
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(pattern_memory_bytes);
    auto pattern = std::make_unique<const re2::RE2>(text, options);
    if (!pattern->ok())
      return refuse(at,
                    "is no pattern that RE2 takes: " + wire::to_valid_utf8(pattern->error(), 200));
    into.pattern = std::move(pattern);
  }

  void take_format(wire::cursor& value, node& into, const path& at, std::size_t) {
    std::string_view name;
    into.format = value.read_string(name) ? find_format(name) : nullptr;
    if (!into.format) refuse(at, "must be date, date-time or email");
  }

  void take_unique(wire::cursor& value, node& into, const path& at, std::size_t) {
    if (!value.read_boolean(into.unique_items)) refuse(at, "must be true or false");
  }

  void take_properties(wire::cursor& value, node& into, const path& at, std::size_t depth) {
    for_each_pair(value, at, "a map of schemas", [&](std::string_view name, wire::cursor schema) {
      into.properties.emplace(name, inner(schema, at / name, depth));
    });
  }

  void take_required(wire::cursor& value, node& into, const path& at, std::size_t) {
    std::uint32_t count = 0;
    wire::cursor ahead = value;
    if (ahead.read_array(count) && count == 0) return;
    for_each_item(value, at, "an array of names", [&](wire::cursor item, const path& here) {
      std::string_view name;
      if (!item.read_string(name)) return refuse(here, "must be a string");
      into.required.emplace_back(name);
    });
    auto names = into.required;
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end())
      refuse(at, "names a property twice");
  }

  void take_keyword(std::string_view name, wire::cursor& value, node& into, const path& at,
                    std::size_t depth) {
    static constexpr std::array keywords{
        keyword{"type", &compiler::take_type},
        keyword{"enum", &compiler::take_enum},
        keyword{"const", &compiler::take_const},
        keyword{"minimum", &compiler::take_bound<&node::minimum>},
        keyword{"maximum", &compiler::take_bound<&node::maximum>},
        keyword{"exclusiveMinimum", &compiler::take_bound<&node::above>},
        keyword{"exclusiveMaximum", &compiler::take_bound<&node::below>},
        keyword{"multipleOf", &compiler::take_multiple_of},
        keyword{"minLength", &compiler::take_count<&node::code_points, &count_range::min>},
        keyword{"maxLength", &compiler::take_count<&node::code_points, &count_range::max>},
        keyword{"pattern", &compiler::take_pattern},
        keyword{"format", &compiler::take_format},
        keyword{"minItems", &compiler::take_count<&node::items_count, &count_range::min>},
        keyword{"maxItems", &compiler::take_count<&node::items_count, &count_range::max>},
        keyword{"uniqueItems", &compiler::take_unique},
        keyword{"items", &compiler::take_inner<&node::items>},
        keyword{"minProperties", &compiler::take_count<&node::properties_count, &count_range::min>},
        keyword{"maxProperties", &compiler::take_count<&node::properties_count, &count_range::max>},
        keyword{"properties", &compiler::take_properties},
        keyword{"required", &compiler::take_required},
        keyword{"additionalProperties", &compiler::take_inner<&node::others>},
        keyword{"title", nullptr},
        keyword{"description", nullptr},
        keyword{"default", nullptr},
        keyword{"examples", nullptr},
        keyword{"$comment", nullptr}};
    const path here = at / name;
    if (name == "$schema" && depth == 1) return check_dialect(value, here);
    const auto* known = std::find_if(keywords.begin(), keywords.end(),
                                     [&](const keyword& each) { return each.name == name; });
    if (known == keywords.end()) return refuse(here, "this keyword is not supported");
    if (known->taken_by) (this->*known->taken_by)(value, into, here, depth);
  }

  void check_dialect(wire::cursor& value, const path& at) {
    std::string_view name;
    if (!value.read_string(name) ||
        std::find(dialects.begin(), dialects.end(), name) == dialects.end())
      refuse(at, "must be that of draft 7 or 2020-12");
  }

  std::unique_ptr<const node> inner(wire::cursor& value, const path& at, std::size_t depth) {
    auto made = std::make_unique<node>();
    take_schema(value, *made, at, depth + 1);
    return made;
  }

  type_set type_named(std::string_view name, const path& at) {
    const auto* found = std::find(value_type_names.begin(), value_type_names.end(), name);
    if (found == value_type_names.end()) return refuse(at, "there is no such type"), type_set{0};
    return only(static_cast<value_type>(found - value_type_names.begin()));
  }

  // Calls visit(key, cursor on the value).
  template <class Visit>
  void for_each_pair(wire::cursor& from, const path& at, std::string_view wanted, Visit&& visit) {
    std::uint32_t count = 0;
    if (!from.read_map(count)) return refuse(at, "must be " + std::string(wanted));
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string_view key, value;
      from.read_string(key);
      from.read_raw(value);
      visit(key, wire::cursor(value));
    }
  }

  // Calls visit(cursor on the item, its path) for each of at least one.
  template <class Visit>
  void for_each_item(wire::cursor& from, const path& at, std::string_view wanted, Visit&& visit) {
    std::uint32_t count = 0;
    if (!from.read_array(count)) return refuse(at, "must be " + std::string(wanted));
    if (count == 0) return refuse(at, "must not be empty");
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string_view item;
      from.read_raw(item);
      visit(wire::cursor(item), at / static_cast<std::int64_t>(i));
    }
  }

  void refuse(const path& at, std::string message) {
    found_.add(at, errc::invalid_field, std::move(message));
  }

  fields::problems& found_;
  std::size_t schemas_ = 0;
  std::size_t patterns_ = 0;
};

}  // namespace

std::optional<compiled> compiled::compile(std::string_view encoded, const path& at,
                                          fields::problems& found) {
  fields::problems own;
  auto root = std::make_shared<node>();
  if (encoded.size() > bytes_max) {
    own.add(at, errc::too_large, "is longer than " + std::to_string(bytes_max) + " bytes");
  } else {
    wire::cursor from(encoded);
    compiler(own).take_schema(from, *root, at, 1);
    if (own.none() && root->types != only(value_type::object))
      own.add(at, errc::invalid_field, "must be of type object");
  }
  if (own.none()) return compiled(std::move(root));
  found.merge(std::move(own));
  return std::nullopt;
}

std::optional<simple_type> compiled::simple_property(std::string_view dotted) const {
  const node* at = root_.get();
  while (true) {
    const std::size_t dot = dotted.find('.');
    const auto found = at->properties.find(dotted.substr(0, dot));
    if (found == at->properties.end()) return std::nullopt;
    at = found->second.get();
    if (dot == std::string_view::npos) break;
    dotted.remove_prefix(dot + 1);
  }
  if (at->nothing) return std::nullopt;
  const auto types = static_cast<type_set>(at->types & ~only(value_type::null));
  if (types == only(value_type::string)) return simple_type::string;
  if (types == only(value_type::integer)) return simple_type::integer;
  if (types == only(value_type::number)) return simple_type::number;
  if (types == only(value_type::boolean)) return simple_type::boolean;
  return std::nullopt;
}

}  // namespace atrium::schema
