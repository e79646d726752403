#include "actors/front/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

namespace atrium::actors {
namespace {

// Requirements: docs/security, "Transport".
constexpr const char* ciphers_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* ciphers_of_1_3 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

error tls_failure(const std::string& what) {
  char reason[256] = "unknown reason";
  if (const unsigned long code = ERR_get_error()) ERR_error_string_n(code, reason, sizeof reason);
  ERR_clear_error();
  return refusal(errc::internal, what + ": " + reason);
}

}  // namespace

outcome<tls_identity> read_tls_identity(const std::string& certificate, const std::string& key) {
  ERR_clear_error();
  const tls_identity made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX* const context = made.get();
  if (context == nullptr) return tls_failure("cannot set up TLS");
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context, ciphers_of_1_2) != 1 ||
      SSL_CTX_set_ciphersuites(context, ciphers_of_1_3) != 1) {
    return tls_failure("cannot set up TLS");
  }
  SSL_CTX_set_options(
      context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // An idle connection keeps no record buffers.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return tls_failure("cannot read the certificate " + certificate);
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
    return tls_failure("cannot read the key " + key);
  if (SSL_CTX_check_private_key(context) != 1)
    return tls_failure("the key " + key + " is not that of " + certificate);
  return made;
}

// The SSL holds a reference to the identity, so that a reload does not take it away.
tls_stream::tls_stream(const tls_identity& with) : ssl_(SSL_new(with.get())) {
  if (ssl_ == nullptr) throw std::bad_alloc();
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_accept_state(ssl_);
}

tls_stream::~tls_stream() { SSL_free(ssl_); }

tls_stream::state tls_stream::decrypt(input_buffer& plain) {
  ERR_clear_error();
  const std::string_view came = received.view();
  const std::size_t most = std::max<std::size_t>(came.size(), 1);
  BIO_write(SSL_get_rbio(ssl_), came.data(), static_cast<int>(came.size()));
  received.clear();
  int error = SSL_ERROR_NONE;
  while (error == SSL_ERROR_NONE) {
    const auto room = plain.room(most);
    const int size = SSL_read(ssl_, room.data(), static_cast<int>(room.size()));
    if (size > 0) plain.filled(static_cast<std::size_t>(size));
    error = size > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_, size);
  }
  take_output();  // of a failed handshake, too: the alert says why
  if (error == SSL_ERROR_WANT_READ) return state::open;
  return error == SSL_ERROR_ZERO_RETURN ? state::ended : state::broken;
}

bool tls_stream::encrypt(std::string_view plain) {
  ERR_clear_error();
  std::size_t taken = 0;
  // A memory BIO takes everything.
  if (!plain.empty() && SSL_write_ex(ssl_, plain.data(), plain.size(), &taken) != 1) return false;
  take_output();
  return taken == plain.size();
}

void tls_stream::end() {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  take_output();
}

void tls_stream::take_output() {
  BIO* const from = SSL_get_wbio(ssl_);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(from, &bytes);
  if (size <= 0) return;
  to_send.append(bytes, static_cast<std::size_t>(size));
  (void)BIO_reset(from);
}

}  // namespace atrium::actors
