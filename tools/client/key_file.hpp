// A file with one API key or operator key.
#pragma once

#include <filesystem>

#include "config/secret.hpp"
#include "protocol/outcome.hpp"

namespace atrium {

inline constexpr std::string_view api_key_prefix = "atk_";
inline constexpr std::string_view operator_key_prefix = "ato_";

struct access_key {
  secret text;
  bool of_operator = false;
};

// Blanks and line ends around the key do not count. unauthenticated when there is no file or no
// key in it; the message never shows the content.
outcome<access_key> read_key_file(const std::filesystem::path& file);

}  // namespace atrium
