// Looking things up in an answer, which is one encoded MessagePack value.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace atrium {

// The encoded value under a key of a map; `path` goes down by dots: "tenant.version". Empty if
// there is none.
std::string_view member(std::string_view value, std::string_view path);

std::optional<std::int64_t> integer_member(std::string_view value, std::string_view path);
std::optional<std::string> text_member(std::string_view value, std::string_view path);

// Calls visit(encoded element) for each element of an array; does nothing for anything else.
void for_each_element(std::string_view array, const std::function<void(std::string_view)>& visit);

// Calls visit(key, encoded value) for each pair of a map with text keys.
void for_each_pair(std::string_view map,
                   const std::function<void(std::string_view, std::string_view)>& visit);

// For people: a text as it is but without control characters, anything else as JSON on one line;
// "" for nothing.
std::string plain(std::string_view value);

}  // namespace atrium
