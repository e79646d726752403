#include "actors/hashing/password_verification.hpp"

#include <crypt.h>
#include <sodium.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <memory>
#include <string>

#include "protocol/identity/password_hash.hpp"

using atrium::actors::needs_rehash;
using atrium::actors::unmatched_hash;
using atrium::actors::verify_password;

namespace {

struct vector {
  const char* password;
  const char* hash;
};

// Published by those who made the algorithm or the system, or by a tool that verifies it.
constexpr vector vectors[] = {
    // crypt_blowfish 1.3, wrapper.c
    {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
    {"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
    {"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
    {"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are "
     "ignored",
     "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"},
    {"\xa3", "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
    {"\xff\xff\xa3", "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
    {"\xff\xff\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
    // jBCrypt, TestBCrypt.java
    {"a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"},
    // hashcat, example hashes 3200
    {"hashcat", "$2a$05$LhayLxezLhK1LhWvKxCyLOj0j1u.Kj0jZ0pEmm134uzrQlFvQJLF6"},
    // djangohashers, tests of what Django 1.9 makes
    {"ExjGmyUT73bFoT", "bcrypt$$2b$12$LZSJchsWG/DrBy1erNs4ee31eJ7DaWiuwhDOC7aqIyqGGggfu6Y/."},
    {"ExjGmyUT73bFoT",
     "bcrypt_sha256$$2b$12$LZSJchsWG/DrBy1erNs4eeYo6tZNlLFQmONdxN9HPesa1EyXVcTXK"},
    // WordPress 6.8, by its function wp_hash_password (from a demo of php-wasm, which checks it by
    // PHP)
    {"admin", "$wp$2y$10$Q1xinFjrZeLWJBvxviIL6u834Fu.evIEFHAUVisQ5O.w9Dm0sMdES"},
    {" admin\n", "$wp$2y$10$Q1xinFjrZeLWJBvxviIL6u834Fu.evIEFHAUVisQ5O.w9Dm0sMdES"},
    // U. Drepper, SHA-crypt.txt
    {"Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"},
    {"Hello world!",
     "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"},
    {"we have a short salt string but not a short password",
     "$5$rounds=77777$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/"},
    {"Hello world!",
     "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOf"
     "aS35inz1"},
    {"This is just a test",
     "$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdY"
     "cz/e1JSbq3y6JMxxl8audkUEm0"},
    {"Hello world!",
     "{CRYPT}$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYE"
     "dFCoEOfaS35inz1"},
    // libxcrypt, test-crypt-yescrypt; scrypt-unix-crypt's unix-scrypt.txt; RFC 7914 12
    {"pleaseletmein",
     "$y$jD5.7$LdJMENpBABJJ3hIHjB1Bi.$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6"},
    {"pleaseletmein", "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D"},
    {"pleaseletmein", "$7$06..../....SodiumChloride$ENlyo6fGw4PCcDBOFepfSZjFUnVatHzCcW55.ZGz3B0"},
    {"password", "$7$86....E....NaCl$xffjQo7Bm/.SKRS4B2EuynbOLjAmXU5AbDbRXhoBl64"},
    // Argon2's reference implementation, src/test.c
    {"password",
     "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
    {"password",
     "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
    {"password",
     "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"},
    {"differentpassword",
     "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94"},
    {"password",
     "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"},
    {"password",
     "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E"},
    // Django, test_hashers.py
    {"secret", "argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw"},
    {"l\xc3\xa8tmein",
     "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkd"
     "VCBhhY8mx7rQwite/Pw=="},
    {"l\xc3\xa8tmein", "pbkdf2_sha256$36000$seasalt$mEUPPFJkT/xtwDU8rB7Q+puHRZnR07WRjerTkt/3HI0="},
    {"l\xc3\xa8tmein", "pbkdf2_sha1$36000$seasalt2$GoU+9AubJ/xRkO0WD1Xf3WPxWfE="},
    // Passlib's documentation of scrypt
    {"password",
     "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E"},
    // go-crypt, pbkdf2_test.go
    {"password", "$pbkdf2$100000$atrXFCWdBlpmzIi/nXwJOw$20Lsx44nZwmh09bjGHFJ//oRZh8"},
    {"password",
     "$pbkdf2-sha256$100000$aoWHXwyz0im1Hqg93.N.tA$bO5LsjmnnPle2Xm9RE6W1PMWdJTy1TnEia1TLzynuIQ"},
    {"password",
     "$pbkdf2-sha512$100000$bHfSOIyj0UDoCo1Q4Bz49w$v/olF/T/R6On84NuHlNCiI/sUwsdyOC7J4cO8Cz7feNtLHH"
     "EKNjayeEZj0b/Js/cgkMK6zLFw2vynLo2el028Q"},
    {"password",
     "{PBKDF2-SHA512}100000$bHfSOIyj0UDoCo1Q4Bz49w$v/olF/T/R6On84NuHlNCiI/sUwsdyOC7J4cO8Cz7feNtLHH"
     "EKNjayeEZj0b/Js/cgkMK6zLFw2vynLo2el028Q"},
    {"password", "{PBKDF2}100000$atrXFCWdBlpmzIi/nXwJOw$20Lsx44nZwmh09bjGHFJ//oRZh8"},
    // Passlib, test_handlers.py; the first is that of phpass itself, test.php
    {"test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"},
    {"test1", "$H$9aaaaaSXBjgypwqm.JsMssPLiS8YQ00"},
    {"JohnRipper", "$P$B12345678L6Lpt4BxNotVIMILOa9u81"},
    {"", "$P$7JaFQsPzJSuenezefD/3jHgt5hVfNH0"},
    // John the Ripper, drupal7_fmt_plug.c; hashcat, example hash 7900
    {"password", "$S$CFURCPa.k6FAEbJPgejaW4nijv7rYgGc4dUJtChQtV4KLJTPTC/u"},
    {"hashcat", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf"},
    // Passlib, test_handlers.py; hashcat, example hashes 1411 and 1711
    {"testing123", "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr"},
    {"test", "{SSHA}P90+qijSp8MJ1tN25j5o1PflUvlqjXHOGeOckw=="},
    {"test", "{SSHA}Pfx6Vf48AT9x3FVv8znbo8WQkEVSipHSWovxXmvNWUvp/d/7"},
    {"hashcat", "{SSHA256}OZiz0cnQ5hgyel3Emh7NCbhBRCQ+HVBwYplQunHYnER7TLuV"},
    {"hashcat",
     "{SSHA512}ALtwKGBdRgD+U0fPAy31C28RyKYx7+a8kmfksccsOeLknLHv2DBXYI7TDnTolQMBuPkWDISgZr2cHfnNPFj"
     "GZTEyNDU4OTkw"},
    // Magento 2, EncryptorTest.php, and the package magento-encryptor, test_encryptor.py
    {"password", "13601bda4ea78e55a07b98866d2be6be0744e3866f13c00c811cab608a28f322:salt:1"},
    {"password", "c6aad9e058f6c4b06187c06d2b69bf506a786af030f81fb6d83778422a68205e:salt:1:2"},
    {"password", "3b68ca4706cbae291455e4340478076c1e1618e742b6144cfcc3e50f648903e4:salt:0:1"},
    {"Password123",
     "a5dab5e8d38327ff79ca3d812fd00aad7d88bca36213d86e16de1d8263064c9e:"
     "lx9bJ7pfVZ6KctmX0jEuEXcGBFOYusWc:3_32_2_67108864"},
    // ASP.NET Core, PasswordHasherTest.cs
    {"my password", "ANXrDknc7fGPpigibZXXZFMX4aoqz44JveK6jQuwY3eH/UyPhvr5xTPeGYEckLxz9A=="},
    {"my password",
     "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw=="},
    {"my password", "AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M"},
    {"my password",
     "AQAAAAIAAAD6AAAAIJbVi5wbMR+htSfFp8fTw8N8GOS/Sje+S/4YZcgBfU7EQuqv4OkVYmc4VJl9AGZzmRTxSkP7LtVi"
     "9IWyUxX8IAAfZ8v+ZfhjCcudtC1YERSqE1OEdXLW9VukPuJWBBjLuw=="},
};

// libxcrypt has made something of the text, libsodium has got as far as comparing.
bool can_be_computed(const atrium::identity::password_hash& hash) {
  if (const auto* text = std::get_if<atrium::identity::crypt_hash>(&hash)) {
    const auto data = std::make_unique<crypt_data>();
    const char* made = crypt_r("some password", text->text.c_str(), data.get());
    return made != nullptr && std::string_view(made).size() == text->text.size();
  }
  if (const auto* argon2 = std::get_if<atrium::identity::argon2_hash>(&hash)) {
    errno = 0;
    return crypto_pwhash_str_verify(argon2->text.c_str(), "p", 1) == -1 && errno == EINVAL;
  }
  return true;
}

}  // namespace

TEST_CASE("a password is verified against what other systems have published") {
  for (const auto& [password, hash] : vectors) {
    CAPTURE(password, hash);
    CHECK(verify_password(hash, password));
    CHECK_FALSE(verify_password(hash, std::string("?") + password));
    CHECK(needs_rehash(hash, {262'144, 1}));
  }
}

TEST_CASE("another key, salt or cost makes another hash") {
  CHECK_FALSE(
      verify_password("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeX", "U*U"));
  CHECK_FALSE(
      verify_password("$2a$06$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"));
  CHECK_FALSE(verify_password("{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImq", "testing123"));
  CHECK_FALSE(verify_password("$P$8IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345"));
  CHECK_FALSE(
      verify_password("pbkdf2_sha1$36001$seasalt2$GoU+9AubJ/xRkO0WD1Xf3WPxWfE=", "l\xc3\xa8tmein"));
}

TEST_CASE("whatever is read as a hash can be computed") {
  // Each character of each cheap text is replaced by others; what is still a hash must be one that
  // the libraries take.
  int read = 0;
  for (const std::string text :
       {"$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$5$rounds=1400$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
        "$5$a$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
        "$7$06..../....Salt$ENlyo6fGw4PCcDBOFepfSZjFUnVatHzCcW55.ZGz3B0",
        "$y$j75$LdJMENpBABJJ3hIH$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6",
        "$y$j75.7$LdJ$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA",
        "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuA"}) {
    const std::size_t key = text.rfind('$');
    const bool is_scrypt = text.starts_with("$7$");
    for (std::size_t at = text.starts_with("$2") ? 6 : 3; at <= key; ++at) {
      if (is_scrypt && at > 3 && at < 14) continue;  // r and p, of which most take long
      for (const char with : {'.', '/', '0', '1', '7', 'A', 'z', '$', ',', '-'}) {
        std::string changed = text;
        changed[at] = with;
        const auto hash = atrium::identity::read_password_hash(changed);
        if (!hash) continue;
        const auto* argon2 = std::get_if<atrium::identity::argon2_hash>(&*hash);
        if (argon2 != nullptr && argon2->passes * argon2->memory_kib > 10'000) continue;
        ++read;
        CAPTURE(changed);
        CHECK(can_be_computed(*hash));
      }
    }
  }
  CHECK(read > 200);
}

TEST_CASE("a password is taken as it is, byte by byte") {
  const std::string bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  CHECK_FALSE(verify_password(bcrypt, " U*U"));
  CHECK_FALSE(verify_password(bcrypt, "U*U "));
  CHECK_FALSE(verify_password(bcrypt, std::string_view("U*U\0", 4)));
  CHECK_FALSE(verify_password(bcrypt, std::string_view("U*U\0more", 8)));
  const std::string argon2 =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  CHECK_FALSE(verify_password(argon2, std::string_view("password\0", 9)));
  // bcrypt looks no further than 72 bytes; that is what the other system has let in, too.
  const std::string_view ignored =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72";
  const std::string of_72 = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
  CHECK(verify_password(of_72, ignored.substr(0, 72)));
  CHECK_FALSE(verify_password(of_72, ignored.substr(0, 71)));
  // Longer than anything that is let in here: no hash of crypt(3), and no harm.
  CHECK_FALSE(verify_password(bcrypt, std::string(100'000, 'x')));
  CHECK_FALSE(verify_password("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", std::string(10'000, 'x')));
}

TEST_CASE("what is no hash matches nothing, not even itself") {
  for (const char* text : {"", "secret", "*", "!", "*0", "$argon2id$", "{CLEARTEXT}secret"}) {
    CHECK_FALSE(verify_password(text, text));
    CHECK_FALSE(verify_password(text, ""));
    CHECK(needs_rehash(text, {8, 1}));
  }
}

TEST_CASE("a hash that cost less than wanted, or is not Argon2id, is made anew") {
  const auto hash = [](const char* kind, const char* cost) {
    return "$" + std::string(kind) + "$v=19$" + cost +
           "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  };
  CHECK_FALSE(needs_rehash(hash("argon2id", "m=19456,t=2,p=1"), {19'456, 2}));
  CHECK_FALSE(needs_rehash(hash("argon2id", "m=65536,t=3,p=4"), {19'456, 2}));
  CHECK(needs_rehash(hash("argon2id", "m=19455,t=2,p=1"), {19'456, 2}));
  CHECK(needs_rehash(hash("argon2id", "m=65536,t=1,p=1"), {19'456, 2}));
  CHECK(needs_rehash(hash("argon2i", "m=65536,t=3,p=1"), {19'456, 2}));
}

TEST_CASE("the hash for no account is one of ours that no password has") {
  const std::string random(32, '\x07');
  const std::string hash = unmatched_hash({256, 2}, random.substr(0, 16), random);
  CHECK(atrium::identity::read_password_hash(hash));
  CHECK_FALSE(needs_rehash(hash, {256, 2}));
  CHECK_FALSE(verify_password(hash, ""));
  CHECK_FALSE(verify_password(hash, "password"));
  std::string made(crypto_pwhash_STRBYTES, '\0');
  REQUIRE(crypto_pwhash_str(made.data(), "p", 1, 2, 262'144) == 0);
  CHECK(hash.size() == made.find('\0'));  // costs, lengths and all: as libsodium writes its own
}
