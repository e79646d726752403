// from_json: packs while nlohmann's parser reports what it reads. A container's header needs its
// count, which is known only at its end, so each open container collects its contents in a buffer
// of its own.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "protocol/wire/json.hpp"
#include "protocol/wire/limits.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::wire {

namespace {

constexpr std::int64_t max_exact_integer = std::int64_t{1} << 53;

// The callbacks' names and signatures are nlohmann's; returning false ends the parse.
class json_reader {
 public:
  bool null() {
    return pack([](packer& to) { to.pack_nil(); });
  }
  bool boolean(bool value) {
    return pack([&](packer& to) { value ? to.pack_true() : to.pack_false(); });
  }
  bool number_integer(std::int64_t value) {
    if (value < -max_exact_integer) return refuse_number();
    return pack([&](packer& to) { pack_integer(to, value); });
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > std::uint64_t{max_exact_integer}) return refuse_number();
    return pack([&](packer& to) { pack_integer(to, static_cast<std::int64_t>(value)); });
  }
  bool number_float(double value, const std::string& written) {
    // An integer too large for 64 bits is reported as a floating-point number.
    if (written.find_first_of(".eE") == std::string::npos) return refuse_number();
    return pack([&](packer& to) { pack_floating(to, value); });
  }
  bool string(const std::string& value) {
    return pack([&](packer& to) { pack_text(to, value); });
  }
  bool binary(const std::vector<std::uint8_t>&) { return false; }  // JSON text has none

  bool start_object(std::size_t) { return open(); }
  bool key(const std::string& name) {
    packer to(open_.back().contents);
    pack_text(to, name);
    return true;
  }
  bool end_object() { return close(&packer::pack_map); }
  bool start_array(std::size_t) { return open(); }
  bool end_array() { return close(&packer::pack_array); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    return refuse("Not valid JSON at byte " + std::to_string(position) + ".");
  }

  std::string& message() { return message_; }
  std::string take() { return open_.front().contents.take(); }

 private:
  struct container {
    buffer contents;
    std::uint32_t count = 0;
  };

  template <class Pack>
  bool pack(Pack&& write) {
    packer to(open_.back().contents);
    write(to);
    ++open_.back().count;
    return true;
  }

  bool open() {
    if (open_.size() > max_depth)
      return refuse("Arrays and objects nest deeper than " + std::to_string(max_depth) + ".");
    open_.emplace_back();
    return true;
  }

  bool close(packer& (packer::*pack_header)(std::uint32_t)) {
    const container done = std::move(open_.back());
    open_.pop_back();
    return pack([&](packer& to) {
      (to.*pack_header)(done.count);
      pack_encoded(to, done.contents.view());
    });
  }

  bool refuse_number() { return refuse("Integers go from -2^53 to 2^53."); }
  bool refuse(std::string message) {
    message_ = std::move(message);
    return false;
  }

  std::vector<container> open_{1};  // the first collects the value itself
  std::string message_;
};

}  // namespace

outcome<std::string> from_json(std::string_view json) {
  json_reader reader;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader))
    return refusal(errc::bad_request, std::move(reader.message()));
  return reader.take();
}

}  // namespace atrium::wire
