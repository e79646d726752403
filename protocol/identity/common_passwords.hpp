// The list of passwords that everybody tries first.
#pragma once

#include <cstddef>
#include <string_view>

namespace atrium::identity {

// True when the password, compared without regard to ASCII case, is among the 200,000 commonest
// (all of the first 100,000; from there on only those of 8 characters and more). One in five
// million other passwords is taken for one of them. The list is part of the program: no file, no
// network. Pure and thread-safe; below 1 µs. Made by tools/build_password_list.py, which says where
// the list comes from and under which licence.
bool is_common_password(std::string_view password);

// How many passwords the list holds.
std::size_t common_password_count();

}  // namespace atrium::identity
