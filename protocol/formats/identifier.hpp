// Identifiers that a person or a machine chooses. Pure and thread-safe; refused with invalid_field.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// A customer's own id: [A-Za-z0-9_-]{1,64}, case-sensitive, kept as typed. Source: features.md F2.
outcome<std::string> customer_id(std::string_view typed);

// The name of a tenant, site or realm: [a-z0-9][a-z0-9-]{0,62}, kept as typed.
outcome<std::string> short_name(std::string_view typed);

// A word that another system uses, such as the state of an order: [a-z0-9_-]{1,32}, kept as typed.
outcome<std::string> state_word(std::string_view typed);

}  // namespace atrium::formats
