#include "protocol/identity/password_hash.hpp"

#include <catch2/catch.hpp>
#include <string>

using atrium::identity::is_password_hash;

TEST_CASE("hashes of the known kinds are known") {
  for (const char* each :
       {"$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWg",
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
        "$5$rounds=80000$wnsT7Yr92oJoP28r$cKhJImk5mfuSKV9b3mumNzlbstFUplKtQXXMo4G6Ep5",
        "$6$saltsalt$"
        "qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
        "$P$BPgwVw5fbxcOLrOo6t9DK0hXF8sm5U0", "{SSHA}W6ehJmdmHBvXzF3oZhzJx0eqJk5CBQzW"}) {
    CAPTURE(each);
    CHECK(is_password_hash(each));
  }
}

TEST_CASE("what is no hash is none: a password above all") {
  for (const char* each : {"", "secret", "correct horse battery staple", "$2b$12$short",
                           "$1$abcdefgh$MD5CryptIsTooWeak.", "5f4dcc3b5aa765d61d8327deb882cf99",
                           "$9$zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
    CAPTURE(each);
    CHECK_FALSE(is_password_hash(each));
  }
  const std::string good = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";
  CHECK_FALSE(is_password_hash(good + "\n"));
}
