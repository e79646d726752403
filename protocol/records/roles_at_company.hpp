// What a customer is at a company that he buys for (features.md G10): names that the tenant gives,
// such as `buyer` or `approver`. They say nothing to Atrium.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/records/rules.hpp"

namespace atrium::records {

struct roles_at_company {
  static constexpr std::size_t roles_max = 10;

  std::string company;             // id
  std::vector<std::string> roles;  // sorted, each once; never none of them
  bool operator==(const roles_at_company&) const = default;

  // One of them as lists are asked by it. Neither name has a slash.
  static std::string in_lists(std::string_view company, std::string_view role) {
    return std::string(company).append("/").append(role);
  }
  std::vector<std::string> in_lists() const {
    std::vector<std::string> all;
    for (const std::string& each : roles) all.push_back(in_lists(company, each));
    return all;
  }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = roles_at_company;
    rule some = rules::short_name;
    some.items_max = roles_max;
    return atrium::fields::list{
        parameter{"company", &r::company, "Its id.", rule{.bytes_max = 64}},
        parameter{"roles", &r::roles, "In the order of the alphabet.", some}};
  }
};

}  // namespace atrium::records
