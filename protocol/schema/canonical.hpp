// One form for values that JSON Schema calls equal: maps in the order of their keys, whole numbers
// as integers however they were written (1 is 1.0), everything in MessagePack's shortest encoding.
// Two values are equal if their forms are. Private to protocol/schema/.
#pragma once

#include <string>

#include "protocol/wire/cursor.hpp"

namespace atrium::schema {

// Reads one well-formed value.
std::string canonical(wire::cursor& from);

// The number if the value is one, whole or not.
bool read_number(wire::cursor& from, double& number);

// Whether it is whole.
bool is_whole(double number);

}  // namespace atrium::schema
