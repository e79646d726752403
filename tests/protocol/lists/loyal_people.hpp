// The same customers with mixins, as they are and as an older schema may have left them.
#pragma once

#include "tests/protocol/lists/people.hpp"

namespace atrium::tests {

struct loyal_people : people {
  loyal_people() {
    scope.of_mixins = columns;
    give(
        0,
        R"({"loyalty": {"since": 1, "tier": "Große Karte"}, "points": 7, "score": 1.5, "vip": true})");
    give(1, R"({"vip": false, "score": -2, "points": 7.0, "loyalty": {"tier": "silver"}})");
    give(2, R"({"loyalty": "gold", "points": 7.5, "score": "1", "vip": 1})");
    give(3, R"({"loyalty": {"tier": null, "level": {"tier": "x"}}, "points": 1e300})");
  }

  void give(std::size_t who, std::string_view json) {
    all[who].mixins.bytes = wire::from_json(json).value();
  }

  std::vector<lists::list_column> columns = lists::columns_of(
      std::vector<records::indexed_property>{{"loyalty.tier", schema::simple_type::string, 1000},
                                             {"points", schema::simple_type::integer, 1001},
                                             {"score", schema::simple_type::number, 1002},
                                             {"vip", schema::simple_type::boolean, 1003}});
};

}  // namespace atrium::tests
