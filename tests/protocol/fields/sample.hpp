// A record of every type of field, and parameters around it, for the tests of this folder.
#pragma once

#include <string>
#include <string_view>

#include "protocol/fields/partial.hpp"
#include "protocol/wire/json.hpp"

namespace atrium::tests {

enum class colour : std::uint8_t { red, green };
constexpr auto enum_names(colour) { return std::array<std::string_view, 2>{"red", "green"}; }

inline outcome<std::string> lower_case_only(std::string_view typed) {
  for (char letter : typed)
    if (letter >= 'A' && letter <= 'Z') return refusal(errc::invalid_field, "has capitals");
  return std::string(typed);
}

struct sample {
  std::int64_t version = 1;
  std::optional<std::string> name;
  std::int64_t size = 0;
  bool flag = false;
  colour paint = colour::red;
  std::vector<std::string> words;
  fields::dynamic_map extra;
  std::string hidden;
  fields::unknown_tags unknown;
  bool operator==(const sample&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using s = sample;
    return list{field{1, "version", &s::version, impersonal, shown, ""},
                field{2, "name", &s::name, personal, writable, "",
                      rule{.format = lower_case_only, .format_name = "lower", .bytes_max = 8}},
                field{3, "size", &s::size, impersonal, writable, "", rule{.min = 1, .max = 10}},
                field{4, "flag", &s::flag, impersonal, writable, ""},
                field{5, "paint", &s::paint, impersonal, writable, ""},
                field{6, "words", &s::words, impersonal, writable, "", rule{.bytes_max = 4}},
                field{7, "extra", &s::extra, impersonal, writable, "", rule{.bytes_max = 64}},
                field{40, "hidden", &s::hidden, impersonal, hidden, ""}};
  }
};

struct inner {
  std::int64_t count = 0;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"count", &inner::count, ""}};
  }
};

struct sample_call {
  std::string who;
  std::optional<inner> nested;
  fields::partial<sample> given;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = sample_call;
    return list{parameter{"who", &c::who, "", rule{.bytes_max = 16}},
                parameter{"nested", &c::nested, ""}, embedded{&c::given}};
  }
};

struct sample_update {
  fields::partial<sample> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = sample_update;
    return list{parameter{"set", &c::set, ""}, parameter{"unset", &c::unset, ""}};
  }
};

// MessagePack of a JSON text.
inline std::string packed(std::string_view json) { return wire::from_json(json).value(); }

// "path: code, path: code", in order, of all that is wrong.
template <class T>
std::string wrong_in(const outcome<T>& decoded) {
  std::string all;
  if (decoded) return all;
  for (const field_error& each : decoded.failure().fields)
    all += (all.empty() ? "" : ", ") + each.path + ": " + std::string(row_of(each.code).name);
  return all;
}

}  // namespace atrium::tests
