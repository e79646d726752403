#include "config/knob_texts.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "config/settings.hpp"
#include "config/toml_file.hpp"

using namespace atrium::config;

TEST_CASE("help lists every knob with its section, default, range and unit") {
  const std::string help = help_text();
  for (const knob& row : knobs) {
    INFO(row.name);
    const std::size_t at = help.find("  --" + std::string(row.name));
    REQUIRE(at != std::string::npos);
    const std::string entry = help.substr(at, help.find(")\n", help.find("(default", at)) - at);
    CHECK_THAT(entry, Catch::Contains(std::string(row.summary)));
    if (row.kind == knob_kind::integer) CHECK_THAT(entry, Catch::Contains(std::string(row.unit)));
    if (!row.short_flag.empty()) CHECK_THAT(entry, Catch::Contains(std::string(row.short_flag)));
  }
  for (const section& part : sections) {
    CHECK_THAT(help, Catch::Contains("\n" + std::string(part.name) + ": "));
  }
  CHECK_THAT(help, Catch::Contains("  --front.io_threads THREADS\n"));
  CHECK_THAT(help, Catch::Contains("(default 4,194,304; 4,096 to 67,108,864 bytes)"));
}

TEST_CASE("help fits a terminal of 120 columns") {
  std::istringstream help(help_text());
  for (std::string line; std::getline(help, line);) {
    INFO(line);
    CHECK(line.size() <= 120);
  }
}

TEST_CASE("the sample settings are all comments") {
  const assigned read = parse_toml(sample_config(), "sample");
  CHECK(read.wrong.empty());
  CHECK(read.assignments.empty());
}

TEST_CASE("the sample settings without their comment signs are the defaults") {
  std::istringstream sample(sample_config());
  std::string text;
  for (std::string line; std::getline(sample, line);) {
    const bool is_setting = line.starts_with("# ") && line.find(" = ") != std::string::npos;
    text += is_setting ? line.substr(2) : line;
    text += '\n';
  }
  const assigned read = parse_toml(text, "sample");
  for (const problem& wrong : read.wrong) FAIL_CHECK(to_string(wrong));
  CHECK(read.assignments.size() == knobs.size());
  for (const assignment& set : read.assignments) {
    INFO(knobs[set.row].name);
    CHECK(set.value == default_of(knobs[set.row]));
  }
}
