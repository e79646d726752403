#include "protocol/identity/password_hash.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atrium::identity;

namespace {

// Why the text is refused; empty if it is not.
std::string refusal_of(const std::string& text) {
  const auto hash = read_password_hash(text);
  return hash ? "" : hash.failure().message;
}

const std::string unknown = "is no hash of a known kind";
const std::string costly = "takes more to verify than a login may: at most ";
const std::string argon2_rest = "$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWg";
const std::string bcrypt_rest = "$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";
const std::string scrypt_rest =
    "$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E";
const std::string key_43 = "cKhJImk5mfuSKV9b3mumNzlbstFUplKtQXXMo4G6Ep5";
const std::string hex_64 = "13601bda4ea78e55a07b98866d2be6be0744e3866f13c00c811cab608a28f322";

}  // namespace

TEST_CASE("hashes of the known kinds are read with what they cost") {
  const auto argon2 = read_password_hash("$argon2id$v=19$m=19456,t=2,p=1" + argon2_rest);
  REQUIRE(argon2);
  CHECK(std::get<argon2_hash>(*argon2).memory_kib == 19'456);
  CHECK(std::get<argon2_hash>(*argon2).passes == 2);

  const auto django = read_password_hash(
      "pbkdf2_sha256$20000$H0dPx8NeajVu$GiC4k5kqbbR9qWBlsRgDywNqC2vd9kqfk7zdorEnNas=");
  REQUIRE(django);
  CHECK(std::get<pbkdf2_hash>(*django).salt == "H0dPx8NeajVu");
  CHECK(std::get<pbkdf2_hash>(*django).iterations == 20'000);
  CHECK(std::get<pbkdf2_hash>(*django).key.size() == 32);

  const auto ldap = read_password_hash("{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr");
  REQUIRE(ldap);
  CHECK(std::get<ldap_hash>(*ldap).key.size() == 20);
  CHECK(std::get<ldap_hash>(*ldap).salt.size() == 4);
}

TEST_CASE("one parameter set may be written in several ways") {
  for (const std::string text : {"$pbkdf2-sha256$29000", "$pbkdf2-sha256$i=29000",
                                 "$pbkdf2-sha256$i=29000,l=32", "{PBKDF2-SHA256}29000"}) {
    CAPTURE(text);
    const auto hash = read_password_hash(text + "$N2YMIWQsBWBMae09x1jrPQ$" +
                                         "1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk");
    REQUIRE(hash);
    CHECK(std::get<pbkdf2_hash>(*hash).iterations == 29'000);
    CHECK(std::get<pbkdf2_hash>(*hash).with == digest::sha256);
  }
}

TEST_CASE("what is no hash is none: a password above all") {
  for (const std::string text :
       {"", "secret", "correct horse battery staple", "$2b$12$short", "a:b:1", "::", ":1",
        "AQAAAAEAACcQAAAAEA==", "correcthorsebatterystaplecorrecthorsebatterystaple",
        // digests that are made in no time
        "$1$abcdefgh$MD5CryptIsTooWeak.", "5f4dcc3b5aa765d61d8327deb882cf99",
        "{SHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=", "67a1e09bb1f83f5007dc119c14d663aa:salt:0",
        "$9$zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        // Passlib, test_handlers.py: malformed
        "{SSHA}P90+qijSp8MJ1tN25j5o1PflUvlqjXHOGeOck", "{SSHA}ZQK3Yvtvl6wtIRoISgMGPkcWU7Nfq5U=",
        "{SSHA}P90+qijSp8MJ1tN25j5o1Pf=UvlqjXHOGeOckw==", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r!L0",
        // ASP.NET Core, PasswordHasherTest.cs: too short
        "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggE=",
        "AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4A="}) {
    CAPTURE(text);
    CHECK(refusal_of(text) == unknown);
  }
  const std::string good = "$2b$12" + bcrypt_rest;
  CHECK(refusal_of(good).empty());
  for (const std::string& text : {good + "\n", " " + good, good + "x", "$2c$12" + bcrypt_rest})
    CHECK(refusal_of(text) == unknown);
  CHECK(refusal_of("$2b$12$R9h/cIPz0gi\xc3\xa9RNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW") ==
        unknown);
  CHECK(refusal_of("{PBKDF2}" + std::string(600, '1')) == unknown);
}

TEST_CASE("what the libraries cannot compute is no hash") {
  for (const std::string& text :
       {"$argon2d$v=19$m=19456,t=2,p=1" + argon2_rest,
        "$argon2id$v=16$m=19456,t=2,p=1" + argon2_rest,
        "$argon2id$m=19456,t=2,p=1" + argon2_rest,
        "$argon2id$v=19$m=7,t=2,p=1" + argon2_rest,
        "$argon2id$v=19$m=64,t=2,p=9" + argon2_rest,
        "$argon2id$v=19$m=64,t=0,p=1" + argon2_rest,
        "$argon2id$v=19$m=064,t=1,p=1" + argon2_rest,
        "$argon2id$v=19$m=64,t=2,p=1,keyid=AAAA" + argon2_rest,
        std::string("$argon2id$v=19$m=64,t=2,p=1$c2FsdA$RdescudvJCsgt3ub+b3dWg"),
        "$scrypt$ln=0,r=8,p=1" + scrypt_rest,
        "$scrypt$ln=16,r=0,p=1" + scrypt_rest,
        "$scrypt$ln=16,r=1,p=1" + scrypt_rest,
        "$2b$03" + bcrypt_rest,
        "$2b$32" + bcrypt_rest,
        "$5$rounds=999$salt$" + key_43,
        "$5$rounds=05000$salt$" + key_43,
        "$5$seventeen_in_salt$" + key_43,
        "$y$jD5$L$" + key_43,
        "$y$kD5$Ld$" + key_43,
        "$y$jD5/7$LdJM$" + key_43,
        "$7$C6....$" + key_43}) {
    CAPTURE(text);
    CHECK(refusal_of(text) == unknown);
  }
}

TEST_CASE("a hash may not cost gigabytes or minutes") {
  const std::string kdf_rest =
      "$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk";
  const std::string kdf_long = "$N2YMIWQsBWBMae09x1jrPQ$" + std::string(86, 'A');
  struct edge {
    std::string taken, refused, most;
  };
  for (const auto& [taken, refused, most] :
       {edge{"$2b$15" + bcrypt_rest, "$2b$16" + bcrypt_rest, "bcrypt of cost 15"},
        edge{"$wp$2y$15" + bcrypt_rest, "$wp$2y$31" + bcrypt_rest, "bcrypt of cost 15"},
        edge{"$argon2id$v=19$m=262144,t=32,p=1" + argon2_rest,
             "$argon2id$v=19$m=262145,t=1,p=1" + argon2_rest, "256 MiB for Argon2"},
        edge{"$argon2id$v=19$m=8,t=1048576,p=1" + argon2_rest,
             "$argon2id$v=19$m=262144,t=33,p=1" + argon2_rest,
             "8 GiB for the passes of Argon2 together"},
        edge{"$argon2i$v=19$m=8192,t=1024,p=1" + argon2_rest,
             "$argon2i$v=19$m=4294967295,t=4294967295,p=1" + argon2_rest, "256 MiB for Argon2"},
        edge{"$scrypt$ln=18,r=8,p=1" + scrypt_rest, "$scrypt$ln=19,r=8,p=1" + scrypt_rest,
             "256 MiB for scrypt"},
        edge{"$scrypt$ln=18,r=8,p=32" + scrypt_rest, "$scrypt$ln=18,r=8,p=33" + scrypt_rest,
             "256 MiB for scrypt"},
        edge{"$scrypt$ln=1,r=8,p=262144" + scrypt_rest, "$scrypt$ln=1,r=8,p=262145" + scrypt_rest,
             "256 MiB for scrypt"},
        edge{"$scrypt$ln=1,r=1048576,p=1" + scrypt_rest,
             "$scrypt$ln=1,r=4294967295,p=4294967295" + scrypt_rest, "256 MiB for scrypt"},
        edge{"$7$G6..../....NaCl$" + key_43, "$7$H6..../....NaCl$" + key_43, "256 MiB for scrypt"},
        edge{"$7$G6..../....NaCl$" + key_43, "$7$zzzzzzzzzzzNaCl$" + key_43, "256 MiB for scrypt"},
        edge{"$y$jDT$LdJM$" + key_43, "$y$jET$LdJM$" + key_43, "256 MiB for yescrypt"},
        edge{"$5$rounds=5000000$salt$" + key_43, "$5$rounds=5000001$salt$" + key_43,
             "5,000,000 rounds"},
        edge{"$pbkdf2-sha256$10000000" + kdf_rest, "$pbkdf2-sha256$10000001" + kdf_rest,
             "10,000,000 iterations of PBKDF2"},
        edge{"$pbkdf2-sha256$5000000" + kdf_long, "$pbkdf2-sha256$5000001" + kdf_long,
             "10,000,000 iterations of PBKDF2"},
        edge{"$P$KIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "$P$LIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",
             "2^22 rounds of phpass"},
        edge{hex_64 + ":salt:3_32_32_268435456", hex_64 + ":salt:3_32_1_268435457",
             "256 MiB for Argon2"}}) {
    CAPTURE(taken, refused);
    CHECK(refusal_of(taken).empty());
    CHECK(refusal_of(refused) == costly + most);
  }
}
