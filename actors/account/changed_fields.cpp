#include "actors/account/changed_fields.hpp"

#include <algorithm>

namespace atrium::actors {

void name_changes(const records::customer& before, const records::customer& after,
                  std::vector<std::string>& names) {
  fields::for_each_field<records::customer>([&](const auto& one) {
    if (one.open_to != fields::access::hidden && one.name != "version" &&
        std::ranges::find(names, one.name) == names.end() &&
        before.*one.member != after.*one.member)
      names.emplace_back(one.name);
  });
}

}  // namespace atrium::actors
