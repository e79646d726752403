// Of the companies that a customer buys for, a caller who is limited to certain sites or
// restrictions is shown those that he may see (visible.hpp), and nothing says that there are others
// (features.md R3). Nothing is read for a caller who is not limited. What a person is given of his
// own data has all of them.
#pragma once

#include <string>
#include <string_view>

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/lists/condition.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

class company_sight {
 public:
  // All of them must outlive it.
  company_sight(const storage::snapshot& reading, const tenant_view& tenant,
                const principal& caller)
      : reading_(reading), tenant_(tenant), caller_(caller) {}

  // What cannot be read is not seen.
  bool sees(std::string_view company) const;

  // A customer's record as it may be shown: `stored`, or, in `shorter`, what is left of it.
  std::string_view of_record(std::string_view stored, std::string& shorter) const;
  // A customer in an answer that wants its `seq`, at its top or below `customer`.
  std::string of_answer(std::string answer) const;
  // A condition of lists that finds nobody by a company that is not seen.
  lists::condition of_condition(lists::condition wanted) const;

 private:
  const storage::snapshot& reading_;
  const tenant_view& tenant_;
  const principal& caller_;
};

}  // namespace atrium::actors
