// Where a list goes on: `next_cursor`. Opaque to callers, and theirs alone to give back: it bears a
// seal under the tenant's own key, which a cursor of another tenant, of another filter, search or
// sort, or one made up does not fit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/lists/condition.hpp"
#include "protocol/outcome.hpp"

namespace atrium::lists {

// The last record of a page.
struct place {
  std::optional<std::string> key;  // its sort key; none: it has no value in the order's column
  std::uint64_t account = 0;
  bool operator==(const place&) const = default;
};

// What a cursor is bound to: 32 bytes. The same for the parts of a map in another order.
std::string digest_of(const condition& wanted, const order& by);
// Of lists that have a language of their own: of the query, encoded.
std::string digest_of(std::string_view query);

// In base64url. `tenant_key` is the one of the customer references; a key of its own is derived.
std::string seal_cursor(const place& last, std::string_view digest, std::string_view tenant_key);

// `invalid_field`, with the path `cursor`, for any text that seal_cursor did not make of this
// digest and key.
outcome<place> open_cursor(std::string_view cursor, std::string_view digest,
                           std::string_view tenant_key);

}  // namespace atrium::lists
