// TLS on the same port.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>

#include "folder.hpp"
#include "served.hpp"

using namespace atrium;
using namespace atrium::test;

namespace {

// A fresh key and a certificate of its own for `name`, as PEM files.
void write_identity(const std::string& name, const std::string& certificate,
                    const std::string& key) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(EVP_EC_gen("P-256"),
                                                                 EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3'600);
  X509_set_pubkey(made.get(), pair.get());
  X509_NAME* const subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.get(), subject);
  X509_sign(made.get(), pair.get(), EVP_sha256());
  const std::unique_ptr<FILE, decltype(&std::fclose)> first(std::fopen(certificate.c_str(), "w"),
                                                            std::fclose);
  PEM_write_X509(first.get(), made.get());
  const std::unique_ptr<FILE, decltype(&std::fclose)> second(std::fopen(key.c_str(), "w"),
                                                             std::fclose);
  PEM_write_PrivateKey(second.get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

class tls_client {
 public:
  explicit tls_client(client over, int newest = TLS1_3_VERSION)
      : over_(std::move(over)),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        ssl_(nullptr, SSL_free) {
    // As old as may be, so that it is the server who refuses.
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    ssl_.reset(SSL_new(context_.get()));
    const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
    ::setsockopt(over_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    SSL_set_fd(ssl_.get(), over_.descriptor());
  }

  bool shake_hands() { return SSL_connect(ssl_.get()) == 1; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string cipher() const { return SSL_get_cipher_name(ssl_.get()); }
  void want_ciphers(const char* list) { SSL_set_cipher_list(ssl_.get(), list); }

  std::string server_name() const {
    const std::unique_ptr<X509, decltype(&X509_free)> theirs(SSL_get1_peer_certificate(ssl_.get()),
                                                             X509_free);
    char name[100] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(theirs.get()), NID_commonName, name,
                              sizeof name);
    return name;
  }

  std::string ask(const std::string& bytes, std::size_t expected) {
    if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0)
      return "cannot send";
    return receive(expected);
  }
  std::string receive(std::size_t size) {
    std::string got(size, '\0');
    std::size_t at = 0;
    while (at < size) {
      const int more = SSL_read(ssl_.get(), got.data() + at, static_cast<int>(size - at));
      if (more <= 0) break;
      at += static_cast<std::size_t>(more);
    }
    got.resize(at);
    return got;
  }
  // Whether the server said goodbye, after which nothing can be missing.
  bool ended_well() {
    char byte = 0;
    return SSL_read(ssl_.get(), &byte, 1) == 0 &&
           SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN;
  }
  void say_goodbye() { SSL_shutdown(ssl_.get()); }
  bool renegotiated() {
    return SSL_renegotiate(ssl_.get()) == 1 && SSL_do_handshake(ssl_.get()) == 1 &&
           SSL_renegotiate_pending(ssl_.get()) == 0;
  }

 private:
  client over_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

struct identity_files {
  identity_files() { write_identity("first", certificate, key); }
  const folder files;
  const std::string certificate = files.file("certificate.pem");
  const std::string key = files.file("key.pem");
};

config::settings with(const identity_files& identity) {
  auto settings = on_loopback();
  settings.set<"tls.certificate">(identity.certificate);
  settings.set<"tls.key">(identity.key);
  return settings;
}

}  // namespace

TEST_CASE("TLS and plaintext are served on one port") {
  const identity_files identity;
  const served here(with(identity));
  tls_client safe(here.connect());
  REQUIRE(safe.shake_hands());
  CHECK(safe.version() == "TLSv1.3");
  CHECK(safe.ask(request(1, "echo", "x"), echo_of(1, "x").size()) == echo_of(1, "x"));
  auto plain = here.connect();
  CHECK(plain.ask(request(2, "hello"), yes_to(2).size()) == yes_to(2));
}

TEST_CASE("TLS 1.2 is served with forward secrecy only, older ones are refused") {
  const identity_files identity;
  const served here(with(identity));
  tls_client older(here.connect(), TLS1_2_VERSION);
  REQUIRE(older.shake_hands());
  CHECK(older.version() == "TLSv1.2");
  CHECK(older.cipher().starts_with("ECDHE-"));
  CHECK(older.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  CHECK_FALSE(older.renegotiated());

  tls_client with_cbc(here.connect(), TLS1_2_VERSION);
  with_cbc.want_ciphers("ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA");
  CHECK_FALSE(with_cbc.shake_hands());
  tls_client too_old(here.connect(), TLS1_1_VERSION);
  CHECK_FALSE(too_old.shake_hands());
}

TEST_CASE("long answers, later answers and the goodbye go through TLS") {
  const identity_files identity;
  served here(with(identity));
  here.node.big_bytes = 5'000'000;
  tls_client caller(here.connect());
  REQUIRE(caller.shake_hands());
  const std::size_t size = yes_to(1).size() + 4 + here.node.big_bytes;
  CHECK(caller.ask(request(1, "big") + request(2, "later"), size).size() == size);
  CHECK(here.node.answer(2));
  CHECK(caller.receive(yes_to(2).size()) == yes_to(2));
  CHECK(caller.ask(request(3, "bye"), yes_to(3).size()) == yes_to(3));
  CHECK(caller.ended_well());
}

TEST_CASE("a client's goodbye ends a TLS connection after its answers") {
  const identity_files identity;
  served here(with(identity));
  tls_client caller(here.connect());
  REQUIRE(caller.shake_hands());
  CHECK(caller.ask(request(1, "later"), 0).empty());
  caller.say_goodbye();
  CHECK(here.node.answer(1));
  CHECK(caller.receive(yes_to(1).size()) == yes_to(1));
  CHECK(caller.ended_well());
  CHECK(eventually([&] { return here.front->connections() == 0; }));
}

TEST_CASE("a handshake that breaks, and HTTP inside TLS, end the connection") {
  const identity_files identity;
  const served here(with(identity));
  auto broken = here.connect();
  CHECK(broken.send(std::string("\x16\x03\x01\x00\x05hello", 10)));
  CHECK(broken.ends_within(patience));
  tls_client browser(here.connect());
  REQUIRE(browser.shake_hands());
  CHECK(browser.ask("GET / HTTP/1.1\r\n\r\n", 13) == "HTTP/1.1 400 ");
}

TEST_CASE("new certificates are for new connections; the old one is kept when they are bad") {
  const identity_files identity;
  const served here(with(identity));
  tls_client before(here.connect());
  REQUIRE(before.shake_hands());
  CHECK(before.server_name() == "first");

  write_identity("second", identity.certificate, identity.key);
  REQUIRE(here.front->reload_certificates());
  CHECK(before.ask(request(1, "hello"), yes_to(1).size()) == yes_to(1));
  tls_client after(here.connect());
  REQUIRE(after.shake_hands());
  CHECK(after.server_name() == "second");

  write_identity("third", identity.certificate, identity.files.file("other key"));
  CHECK_FALSE(here.front->reload_certificates());
  tls_client still(here.connect());
  REQUIRE(still.shake_hands());
  CHECK(still.server_name() == "second");
}

TEST_CASE("a front does not start with a certificate that cannot be read") {
  const identity_files identity;
  auto settings = with(identity);
  settings.set<"tls.certificate">(identity.files.file("missing"));
  actors::node node;
  const auto started = actors::front::start(node, settings);
  REQUIRE_FALSE(started);
  CHECK(started.failure().message.find("missing") != std::string::npos);
}
