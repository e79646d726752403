// A hand cursor over ONE well-formed MessagePack value (the scanner, or a checksum, vouches for
// that).
//
// It never allocates and never throws. Each `read_*` consumes a value of that type and returns
// true, or returns false and leaves the cursor where it was when the next value is of another type.
// Reading past the end also returns false. Non-minimal encodings are accepted; a number counts as
// an integer only if its format is an integer format.
//
// This is the hottest code of the daemon: what almost every value of a call takes (small integers,
// short strings and maps) is inline, the wide forms are in the source.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/wire/format.hpp"

namespace atrium::wire {

class cursor {
 public:
  cursor() = default;
  explicit cursor(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  // kind::none at the end (also for the unused byte 0xc1)
  kind peek() const { return at_ == end_ ? kind::none : format_of(*at_).what; }
  bool at_end() const { return at_ == end_; }
  const char* position() const { return at_; }

  bool read_nil() { return read_single(0xc0); }

  bool read_boolean(bool& value) {
    if (at_ == end_ || (first() & 0xfe) != 0xc2) return false;
    value = first() == 0xc3;
    ++at_;
    return true;
  }

  bool read_integer(std::int64_t& value) {  // false if out of int64 range
    if (at_ == end_) return false;
    const auto small = static_cast<signed char>(*at_);
    if (small < -32) return read_wide_integer(value);
    value = small;
    ++at_;
    return true;
  }

  bool read_unsigned(std::uint64_t& value);  // false if negative
  bool read_floating(double& value);         // also accepts an integer

  // str only; the bytes are NOT checked for UTF-8 here
  bool read_string(std::string_view& value) {
    if (at_ == end_) return false;
    if ((first() & 0xe0) != 0xa0) return read_long(kind::string, value);
    return take(1, first() & 0x1fU, value);
  }

  bool read_binary(std::string_view& value);  // bin only

  // str or bin (method names may come as bin)
  bool read_text(std::string_view& value) { return read_string(value) || read_binary(value); }

  // the header; then `count` values follow
  bool read_array(std::uint32_t& count) {
    if (at_ == end_) return false;
    if ((first() & 0xf0) != 0x90) return read_long_header(kind::array, count);
    count = first() & 0x0fU;
    ++at_;
    return true;
  }

  // the header; then `count` pairs follow
  bool read_map(std::uint32_t& count) {
    if (at_ == end_) return false;
    if ((first() & 0xf0) != 0x80) return read_long_header(kind::map, count);
    count = first() & 0x0fU;
    ++at_;
    return true;
  }

  bool skip();                             // steps over one whole value, whatever it is
  bool read_raw(std::string_view& value);  // the encoded bytes of one whole value

 private:
  unsigned first() const { return static_cast<unsigned char>(*at_); }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  bool read_single(unsigned byte) {
    if (at_ == end_ || first() != byte) return false;
    ++at_;
    return true;
  }

  // The `size` bytes behind a header of `header` bytes, if both are there.
  bool take(std::size_t header, std::size_t size, std::string_view& value) {
    if (left() < header + size) return false;
    value = {at_ + header, size};
    at_ += header + size;
    return true;
  }

  bool read_wide_integer(std::int64_t& value);
  bool read_long(kind what, std::string_view& value);
  bool read_long_header(kind what, std::uint32_t& count);

  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

}  // namespace atrium::wire
