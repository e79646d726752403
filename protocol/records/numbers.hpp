// The internal numbers of things. Each is a type of its own, so that none is taken for another;
// none goes out on the wire but the account number, as a customer's `number`.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace atrium {

struct tenant_number {
  std::uint32_t value = 0;
  auto operator<=>(const tenant_number&) const = default;
};

struct realm_number {
  std::uint32_t value = 0;
  auto operator<=>(const realm_number&) const = default;
};

struct account_number {
  std::uint64_t value = 0;
  auto operator<=>(const account_number&) const = default;
};

// Tenant 0: the node itself, which owns the list of tenants and the ids of API keys.
inline constexpr tenant_number node_tenant{0};
inline constexpr realm_number default_realm{1};

}  // namespace atrium

template <>
struct std::hash<atrium::tenant_number> {
  std::size_t operator()(atrium::tenant_number number) const noexcept { return number.value; }
};
template <>
struct std::hash<atrium::account_number> {
  std::size_t operator()(atrium::account_number number) const noexcept { return number.value; }
};
