#include "protocol/identity/password_hash.hpp"

#include <algorithm>
#include <array>

namespace atrium::identity {
namespace {

struct form {
  std::string_view begin;
  std::size_t bytes_min;
  std::size_t dollars;  // at least so many in all
};

// Sources: PHC string format; crypt(5); Passlib's documentation of phpass and LDAP digests.
constexpr std::array forms{form{"$2a$", 60, 3},
                           form{"$2b$", 60, 3},
                           form{"$2x$", 60, 3},
                           form{"$2y$", 60, 3},
                           form{"$argon2id$", 40, 4},
                           form{"$argon2i$", 40, 4},
                           form{"$argon2d$", 40, 4},
                           form{"$scrypt$", 40, 4},
                           form{"$7$", 50, 3},
                           form{"$pbkdf2$", 30, 4},
                           form{"$pbkdf2-sha1$", 30, 4},
                           form{"$pbkdf2-sha256$", 40, 4},
                           form{"$pbkdf2-sha512$", 40, 4},
                           form{"$5$", 46, 3},
                           form{"$6$", 89, 3},
                           form{"$P$", 34, 2},
                           form{"$H$", 34, 2},
                           form{"{SSHA}", 34, 0},
                           form{"{SSHA256}", 50, 0},
                           form{"{SSHA512}", 95, 0}};

}  // namespace

bool is_password_hash(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), [](char each) { return each > ' ' && each < 0x7f; }))
    return false;
  const auto dollars = static_cast<std::size_t>(std::count(text.begin(), text.end(), '$'));
  return std::any_of(forms.begin(), forms.end(), [&](const form& each) {
    return text.starts_with(each.begin) && text.size() >= each.bytes_min && dollars >= each.dollars;
  });
}

}  // namespace atrium::identity
