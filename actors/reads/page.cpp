#include "actors/reads/page.hpp"

#include "protocol/wire/packer.hpp"

namespace atrium::actors {

outcome<std::uint64_t> number_in_cursor(const std::optional<std::string>& cursor,
                                        std::uint64_t otherwise) {
  constexpr std::size_t digits_max = 18;
  if (!cursor) return otherwise;
  std::uint64_t number = 0;
  for (char digit : *cursor) {
    if (digit < '0' || digit > '9' || cursor->size() > digits_max)
      return refusal(errc::invalid_field, "cursor: is not one of this list", "cursor");
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

void array::write(wire::buffer& out) const {
  wire::packer(out).pack_array(count_);
  out.append(items_.view());
}

void page::write(wire::buffer& out) const {
  wire::packer pack(out);
  pack.pack_map(1U + next_.has_value() + partial_);
  wire::pack_key<"items">(pack);
  items_.write(out);
  if (next_) {
    wire::pack_key<"next_cursor">(pack);
    wire::pack_text(pack, *next_);
  }
  if (!partial_) return;
  wire::pack_key<"partial">(pack);
  pack.pack_true();
}

}  // namespace atrium::actors
