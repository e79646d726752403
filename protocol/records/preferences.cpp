#include "protocol/records/preferences.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "protocol/formats/locale.hpp"
#include "protocol/formats/name_text.hpp"
#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::records {
namespace {

constexpr std::size_t key_bytes_max = 64;
constexpr std::size_t option_code_points_max = 200;

bool is_key(std::string_view key) {
  const auto may_stand = [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
           (each >= '0' && each <= '9') || each == '_' || each == '.' || each == '-';
  };
  return !key.empty() && key.size() <= key_bytes_max && std::ranges::all_of(key, may_stand);
}

class preferences_check {
 public:
  preferences_check(fields::dynamic_map& given, fields::problems& found)
      : given_(given), from_(given.bytes), found_(found) {}

  bool run(const fields::path& at) {
    each_pair(at, preferences_max, [&](std::string_view key, const fields::path& where) {
      if (key == "language")
        language(where);
      else if (key == "shipping")
        each_pair(where, shipping_options_max,
                  [&](std::string_view, const fields::path& option) { shipping(option); });
      else
        from_.skip();
    });
    if (right_) given_.bytes.replace(language_at_, language_bytes_, language_.view());
    return right_;
  }

 private:
  template <class Take>
  void each_pair(const fields::path& at, std::uint32_t pairs_max, Take&& take) {
    std::uint32_t pairs = 0;
    if (!from_.read_map(pairs)) return wrong(at, "must be a map"), void(from_.skip());
    if (pairs > pairs_max) wrong(at, "has more than " + std::to_string(pairs_max) + " keys");
    for (; pairs > 0; --pairs) {
      std::string_view key;
      from_.read_string(key);
      const fields::path where = at / key;
      if (!is_key(key)) wrong(where, "a key is 1 to 64 of A-Z a-z 0-9 _ . -");
      take(key, where);
    }
  }

  void language(const fields::path& at) {
    std::string_view typed;
    const char* begin = from_.position();
    if (!from_.read_string(typed)) return wrong(at, "must be text"), void(from_.skip());
    const outcome<std::string> tag = formats::locale(typed);
    if (!tag) return wrong(at, tag.failure().message);
    wire::packer pack(language_);
    wire::pack_text(pack, *tag);
    language_at_ = static_cast<std::size_t>(begin - given_.bytes.data());
    language_bytes_ = static_cast<std::size_t>(from_.position() - begin);
  }

  void shipping(const fields::path& at) {
    std::string_view text;
    if (from_.read_string(text)) {
      const auto line = formats::name_text(text, option_code_points_max);
      if (!line) wrong(at, line.failure().message);
      return;
    }
    if (from_.peek() != wire::kind::boolean && from_.peek() != wire::kind::integer)
      wrong(at, "must be text, a boolean or an integer");
    from_.skip();
  }

  void wrong(const fields::path& at, std::string message) {
    found_.add(at, errc::invalid_field, std::move(message));
    right_ = false;
  }

  fields::dynamic_map& given_;
  wire::cursor from_;
  fields::problems& found_;
  bool right_ = true;
  wire::buffer language_;        // in canonical spelling, encoded
  std::size_t language_at_ = 0;  // where it stands in `given_`; nowhere: an empty one at its begin
  std::size_t language_bytes_ = 0;
};

}  // namespace

bool preferences(fields::dynamic_map& given, const fields::path& at, fields::problems& found) {
  return preferences_check(given, found).run(at);
}

}  // namespace atrium::records
