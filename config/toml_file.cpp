#include "config/toml_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "config/check.hpp"
#include "config/knobs.hpp"
#include "config/suggestion.hpp"

namespace atrium::config {
namespace {

std::string_view name_of(knob_kind kind) {
  switch (kind) {
    case knob_kind::integer:
      return "an integer";
    case knob_kind::boolean:
      return "true or false";
    case knob_kind::text:
    case knob_kind::path:
      return "a text";
    case knob_kind::text_list:
      return "a list of texts";
  }
  return {};
}

std::string_view name_of(toml::node_type type) {
  switch (type) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

bool is_section(std::string_view name) {
  return std::ranges::any_of(sections, [&](const section& part) { return part.name == name; });
}

// A key alone stands for a forgotten section.
std::vector<spelling> known_names() {
  std::vector<spelling> all;
  for (const knob& row : knobs) {
    all.push_back({std::string(row.name), std::string(row.name)});
    all.push_back({std::string(row.key()), std::string(row.name)});
  }
  for (const section& part : sections) {
    all.push_back({std::string(part.name), std::string(part.name)});
  }
  return all;
}

class reader {
 public:
  explicit reader(const std::string& source) : source_(source) {}

  void read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      if (!is_section(key.str())) {
        unknown(key, std::string(key.str()));
      } else if (const toml::table* part = node.as_table()) {
        read_section(key.str(), *part);
      } else {
        refuse(node.source().begin,
               std::string(key.str()) + " is a section, not " + std::string(name_of(node.type())));
      }
    }
  }

  assigned take() && {
    std::ranges::sort(read_.wrong, {}, [](const problem& wrong) {
      return std::tuple(wrong.where.line, wrong.where.column);
    });
    return std::move(read_);
  }

  void refuse(const toml::source_position& at, std::string message) {
    read_.wrong.push_back({position(at), std::move(message)});
  }

 private:
  origin position(const toml::source_position& at) const { return {source_, at.line, at.column}; }

  void unknown(const toml::key& key, const std::string& name) {
    refuse(key.source().begin, "unknown setting " + name + suggestion(name, known_));
  }

  void read_section(std::string_view section_name, const toml::table& part) {
    for (const auto& [key, node] : part) {
      const std::string name = std::string(section_name) + '.' + std::string(key.str());
      if (const std::optional<std::size_t> row = find_knob(name)) {
        read_knob(*row, node);
      } else {
        unknown(key, name);
      }
    }
  }

  void read_knob(std::size_t row, const toml::node& node) {
    std::optional<knob_value> value = value_of(knobs[row], node);
    if (value) {
      if (std::optional<std::string> refusal = refusal_of(knobs[row], *value)) {
        refuse(node.source().begin, std::string(knobs[row].name) + ": " + *refusal);
        value.reset();
      }
    }
    read_.assignments.push_back({row, std::move(value), position(node.source().begin)});
  }

  std::optional<knob_value> value_of(const knob& row, const toml::node& node) {
    switch (row.kind) {
      case knob_kind::integer:
        if (node.is_integer()) return node.as_integer()->get();
        break;
      case knob_kind::boolean:
        if (node.is_boolean()) return node.as_boolean()->get();
        break;
      case knob_kind::text:
        if (node.is_string()) return node.as_string()->get();
        break;
      case knob_kind::path:
        if (node.is_string()) return std::filesystem::path(node.as_string()->get());
        break;
      case knob_kind::text_list:
        if (node.is_array()) return entries_of(row, *node.as_array());
        break;
    }
    wrong_type(row, node, name_of(row.kind));
    return std::nullopt;
  }

  std::optional<knob_value> entries_of(const knob& row, const toml::array& list) {
    std::vector<std::string> entries;
    for (const toml::node& node : list) {
      if (node.is_string()) {
        entries.push_back(node.as_string()->get());
      } else {
        wrong_type(row, node, "texts in its list");
      }
    }
    if (entries.size() != list.size()) return std::nullopt;
    return entries;
  }

  void wrong_type(const knob& row, const toml::node& node, std::string_view wanted) {
    refuse(node.source().begin, std::string(row.name) + ": wants " + std::string(wanted) +
                                    ", not " + std::string(name_of(node.type())));
  }

  const std::string& source_;
  const std::vector<spelling> known_ = known_names();
  assigned read_;
};

}  // namespace

assigned parse_toml(std::string_view text, const std::string& source) {
  reader settings_reader(source);
  try {
    settings_reader.read(toml::parse(text));
  } catch (const toml::parse_error& failed) {
    settings_reader.refuse(failed.source().begin, std::string(failed.description()));
  }
  return std::move(settings_reader).take();
}

}  // namespace atrium::config
