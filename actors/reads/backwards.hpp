// The rows of one item of a customer, or of what staff have alike, newest first.
#pragma once

#include <optional>
#include <string_view>

#include "actors/session/context.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {

class backwards {
 public:
  // From a part on, which is left out; of those parts only that begin with `group`.
  backwards(const call_context& call, account_number account, storage::customer_item item,
            std::uint64_t before, std::string_view group = "")
      : reading_(call.reading),
        tenant_(call.view->number),
        account_(account),
        item_(item),
        all_(storage::login_part_key(tenant_, account, item).bytes(group)),
        before_(before) {}

  // The next row; nothing if there is none.
  outcome<std::optional<storage::row>> next() {
    auto found =
        reading_.last_before(storage::table::records,
                             storage::login_part_key(tenant_, account_, item_).u64(before_), all_);
    if (found && *found) before_ = storage::name_in((*found)->key).part;
    return found;
  }
  // Goes on with what lies before this part.
  void skip_to(std::uint64_t part) { before_ = part; }
  std::uint64_t at() const { return before_; }

 private:
  const storage::snapshot& reading_;
  const tenant_number tenant_;
  const account_number account_;
  const storage::customer_item item_;
  const storage::key all_;
  std::uint64_t before_;
};

}  // namespace atrium::actors
