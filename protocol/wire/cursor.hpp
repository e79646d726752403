// A hand cursor over ONE well-formed MessagePack value (the scanner, or a checksum, vouches for that).
//
// It never allocates and never throws. Each `read_*` consumes a value of that type and returns true, or returns false
// and leaves the cursor where it was when the next value is of another type. Reading past the end also returns false.
// Non-minimal encodings are accepted; a number counts as an integer only if its format is an integer format.
#pragma once

#include <cstdint>
#include <string_view>

namespace atrium::wire {

enum class kind : std::uint8_t { nil, boolean, integer, floating, string, binary, array, map, extension, none };

std::string_view name_of(kind value);  // "nil", "boolean", "integer", … as used in error messages; none: "end of data"

class cursor {
 public:
  cursor() = default;
  explicit cursor(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  kind peek() const;  // kind::none at the end (also for the unused byte 0xc1)
  bool at_end() const { return at_ == end_; }
  const char* position() const { return at_; }

  bool read_nil();
  bool read_boolean(bool& value);
  bool read_integer(std::int64_t& value);     // false if out of int64 range
  bool read_unsigned(std::uint64_t& value);   // false if negative
  bool read_floating(double& value);          // also accepts an integer
  bool read_string(std::string_view& value);  // str only; the bytes are NOT checked for UTF-8 here
  bool read_binary(std::string_view& value);  // bin only
  bool read_text(std::string_view& value);    // str or bin (method names may come as bin)
  bool read_array(std::uint32_t& count);      // the header; then `count` values follow
  bool read_map(std::uint32_t& count);        // the header; then `count` pairs follow

  bool skip();                         // steps over one whole value, whatever it is
  bool read_raw(std::string_view& value);  // the encoded bytes of one whole value

 private:
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

}  // namespace atrium::wire
