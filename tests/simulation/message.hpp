// Calls as a client packs them, and answers as it reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atrium::simulation {

// `named` and `options` are JSON objects.
std::string pack_call(std::uint32_t msgid, std::string_view method, std::string_view named,
                      std::string_view options);

struct answer {
  std::uint32_t msgid = 0;
  bool ok = false;
  std::string code;    // of an error
  std::string words;   // of an error
  std::string result;  // one encoded value
};

// Nothing if the bytes are no response.
std::optional<answer> read_answer(std::string_view bytes);

// Members of an encoded map; nothing if it has none of this name and type.
std::optional<std::string_view> member(std::string_view map, std::string_view name);
std::optional<std::int64_t> integer_in(std::string_view map, std::string_view name);
std::optional<bool> boolean_in(std::string_view map, std::string_view name);
std::string text_in(std::string_view map, std::string_view name);

}  // namespace atrium::simulation
