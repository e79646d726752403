#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "protocol/reference.hpp"

TEST_CASE("docs/protocol.md describes the methods as they are") {
  const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
  std::ifstream file(root / "docs" / "protocol.md");
  REQUIRE(file);
  std::ostringstream read;
  read << file.rdbuf();
  INFO("to bring it up to date: atrium reference > docs/protocol.md");
  CHECK((read.str() == atrium::protocol_reference()));  // as one truth: both texts are long
}
