// Builds the parameters or options of a call: one encoded map with text keys.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace atrium {

class parameters {
 public:
  parameters& text(std::string_view key, std::string_view value);
  parameters& text_if(std::string_view key, std::string_view value);  // not when it is empty
  parameters& integer(std::string_view key, std::int64_t value);
  parameters& flag(std::string_view key);  // true
  parameters& texts(std::string_view key, std::span<const std::string> values);
  parameters& encoded(std::string_view key, std::string_view value);
  parameters& encoded_list(std::string_view key, std::span<const std::string> values);

  bool empty() const { return count_ == 0; }
  std::string map() const;

 private:
  std::uint32_t count_ = 0;
  std::string pairs_;
};

}  // namespace atrium
