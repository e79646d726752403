#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/knob_texts.hpp"

TEST_CASE("docs/operations.md shows the table of knobs as it is") {
  const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
  std::ifstream file(root / "docs" / "operations.md");
  REQUIRE(file);
  std::ostringstream read;
  read << file.rdbuf();
  const std::string document = read.str();

  const std::string begin = "<!-- knobs: begin -->\n";
  const std::size_t from = document.find(begin);
  const std::size_t to = document.find("<!-- knobs: end -->");
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  INFO("to bring it up to date, put the output of atriumd --knobs-markdown between the marks");
  const std::string shown = document.substr(from + begin.size(), to - from - begin.size());
  CHECK((shown == atrium::config::knobs_markdown()));  // as one truth: both texts are long
}
