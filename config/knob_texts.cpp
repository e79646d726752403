#include "config/knob_texts.hpp"

#include "config/knobs.hpp"

namespace atrium::config {
namespace {

// 4194304 → "4,194,304" or, as TOML reads it, "4_194_304".
std::string grouped(std::int64_t number, char separator) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3 + (number < 0 ? 1U : 0U);) {
    at -= 3;
    digits.insert(at, 1, separator);
  }
  return digits;
}

std::string default_text(const knob& row, char separator) {
  switch (row.kind) {
    case knob_kind::integer:
      return grouped(row.fallback, separator);
    case knob_kind::boolean:
      return row.fallback != 0 ? "true" : "false";
    case knob_kind::text_list:
      if (row.fallback_text.empty()) return "[]";
      return "[\"" + std::string(row.fallback_text) + "\"]";
    case knob_kind::text:
    case knob_kind::path:
      break;
  }
  return '"' + std::string(row.fallback_text) + '"';
}

std::string range_text(const knob& row) {
  const std::string numbers =
      grouped(row.allowed.min, ',') + " to " + grouped(row.allowed.max, ',');
  switch (row.kind) {
    case knob_kind::integer:
      return numbers + ' ' + std::string(row.unit);
    case knob_kind::boolean:
      return "true or false";
    case knob_kind::text:
      return row.has_choices() ? choices_text(row, ", ") : "text of " + numbers + " bytes";
    case knob_kind::path:
      return "path of " + numbers + " bytes";
    case knob_kind::text_list:
      return "list of " + numbers + " entries";
  }
  return {};
}

std::string placeholder(const knob& row) {
  if (row.kind == knob_kind::boolean) return "[=true|false]";
  if (row.has_choices()) return ' ' + choices_text(row, "|");
  std::string unit(row.unit);
  for (char& c : unit)
    c = c == ' ' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return ' ' + unit;
}

// Calls `begin` for each section and `each` for each of its knobs.
template <class Begin, class Each>
void walk(Begin begin, Each each) {
  for (const section& part : sections) {
    begin(part);
    for (const knob& row : knobs) {
      if (row.section() == part.name) each(row);
    }
  }
}

}  // namespace

std::string choices_text(const knob& row, std::string_view separator) {
  std::string all;
  for (const std::string_view word : row.choices) {
    if (word.empty()) continue;
    if (!all.empty()) all += separator;
    all += word;
  }
  return all;
}

std::string help_text() {
  std::string out =
      "atriumd - the Atrium customer account daemon\n"
      "\n"
      "Usage: atriumd [--config FILE] [--data FOLDER] [--listen ADDRESS]... [FLAG]...\n"
      "\n"
      "A flag wins over the file, the file over the default. Give a list's flag once per entry, or "
      "with an\n"
      "empty value for an empty list.\n"
      "\n"
      "  --config FILE      settings in TOML; the names are those of the flags below\n"
      "  --sample-config    print such a file with every default, then exit\n"
      "  --knobs-markdown   print the settings as docs/operations.md shows them, then exit\n"
      "  --version          print the version, then exit\n"
      "  --help             print this text, then exit\n";
  walk(
      [&](const section& part) {
        out += '\n';
        out += part.name;
        out += ": ";
        out += part.summary;
        out += '\n';
      },
      [&](const knob& row) {
        out += "  --" + std::string(row.name);
        if (!row.short_flag.empty()) out += ", " + std::string(row.short_flag);
        out += placeholder(row) + "\n      " + std::string(row.summary) + "\n      (default " +
               default_text(row, ',') + "; " + range_text(row) + ")\n";
      });
  return out;
}

std::string sample_config() {
  std::string out =
      "# Settings of atriumd, in TOML. Every line shows a default: remove its # to change it.\n"
      "# Flags of the same names (--front.io_threads 2) win over this file.\n";
  walk(
      [&](const section& part) {
        out += "\n# " + std::string(part.summary) + "\n[" + std::string(part.name) + "]\n";
      },
      [&](const knob& row) {
        out += "# " + std::string(row.summary) + " (" + range_text(row) + ")\n# " +
               std::string(row.key()) + " = " + default_text(row, '_') + '\n';
      });
  return out;
}

std::string knobs_markdown() {
  std::string out;
  walk(
      [&](const section& part) {
        if (!out.empty()) out += '\n';
        out += "### `" + std::string(part.name) + "`\n\n" + std::string(part.summary) +
               "\n\n| setting | default | allowed | meaning |\n|---|---|---|---|\n";
      },
      [&](const knob& row) {
        out += "| `" + std::string(row.name) + '`';
        if (!row.short_flag.empty()) out += " (`" + std::string(row.short_flag) + "`)";
        out += " | `" + default_text(row, ',') + "` | " + range_text(row) + " | " +
               std::string(row.summary) + " |\n";
      });
  return out;
}

}  // namespace atrium::config
