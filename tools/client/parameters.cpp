#include "tools/client/parameters.hpp"

#include "protocol/wire/packer.hpp"

namespace atrium {

namespace {

template <class Pack>
std::string packed(Pack&& pack_value) {
  wire::buffer into;
  wire::packer pack(into);
  pack_value(pack);
  return into.take();
}

std::string packed_text(std::string_view text) {
  return packed([&](wire::packer& pack) { wire::pack_text(pack, text); });
}

}  // namespace

parameters& parameters::text(std::string_view key, std::string_view value) {
  return encoded(key, packed_text(value));
}

parameters& parameters::text_if(std::string_view key, std::string_view value) {
  return value.empty() ? *this : text(key, value);
}

parameters& parameters::integer(std::string_view key, std::int64_t value) {
  return encoded(key, packed([&](wire::packer& pack) { wire::pack_integer(pack, value); }));
}

parameters& parameters::flag(std::string_view key) {
  return encoded(key, packed([](wire::packer& pack) { pack.pack_true(); }));
}

parameters& parameters::texts(std::string_view key, std::span<const std::string> values) {
  return encoded(key, packed([&](wire::packer& pack) {
                   pack.pack_array(static_cast<std::uint32_t>(values.size()));
                   for (const std::string& one : values) wire::pack_text(pack, one);
                 }));
}

parameters& parameters::encoded(std::string_view key, std::string_view value) {
  ++count_;
  pairs_ += packed_text(key);
  pairs_ += value;
  return *this;
}

parameters& parameters::encoded_list(std::string_view key, std::span<const std::string> values) {
  return encoded(key, packed([&](wire::packer& pack) {
                   pack.pack_array(static_cast<std::uint32_t>(values.size()));
                   for (const std::string& one : values) wire::pack_encoded(pack, one);
                 }));
}

std::string parameters::map() const {
  return packed([&](wire::packer& pack) { pack.pack_map(count_); }) + pairs_;
}

}  // namespace atrium
