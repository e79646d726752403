#include "storage/meta.hpp"

#include "protocol/wire/packer.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

outcome<nothing> check_format(std::optional<std::string_view> value) {
  const auto found = value ? read_unsigned_tag(*value, 1) : std::nullopt;
  if (!found) return refusal(errc::internal, "this is no Atrium store: it has no format number");
  if (*found != format_number)
    return refusal(errc::internal, "the store has format " + std::to_string(*found) +
                                       ", this Atrium reads format " +
                                       std::to_string(format_number));
  return nothing{};
}

std::string pack_identity(const store_identity& identity) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_map(3);
  to.pack_uint8(1);
  wire::pack_text(to, identity.id);
  to.pack_uint8(2);
  wire::pack_integer(to, identity.made_at_ms);
  to.pack_uint8(3);
  to.pack_bin(static_cast<std::uint32_t>(identity.operator_key_hash.size()));
  to.pack_bin_body(identity.operator_key_hash.data(),
                   static_cast<std::uint32_t>(identity.operator_key_hash.size()));
  return bytes.take();
}

outcome<store_identity> read_identity(std::string_view value) {
  const auto id = read_text_tag(value, 1);
  const auto made_at_ms = read_integer_tag(value, 2);
  const auto hash = read_text_tag(value, 3);
  if (!id || !made_at_ms || !hash)
    return refusal(errc::internal, "the store's identity is unreadable");
  return store_identity{std::string(*id), *made_at_ms, std::string(*hash)};
}

std::string pack_scrub_counts(const scrub_counts& counts) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_map(3).pack_uint8(1).pack_uint64(counts.erasures);
  to.pack_uint8(2).pack_uint64(counts.store_scrubbed);
  to.pack_uint8(3).pack_uint64(counts.index_scrubbed);
  return bytes.take();
}

scrub_counts read_scrub_counts(std::string_view value) {
  const auto tag = [&](std::uint64_t number) {
    return read_unsigned_tag(value, number).value_or(0);
  };
  return {.erasures = tag(1), .store_scrubbed = tag(2), .index_scrubbed = tag(3)};
}

}  // namespace atrium::storage
