#include "troupe/tls/message_text.hpp"

#include <algorithm>

#include <openssl/ssl.h>

namespace troupe::tls {

namespace {

std::string version_name(int version) {
  switch (version) {
  case SSL3_VERSION:
    return "SSLv3";
  case TLS1_VERSION:
    return "TLSv1";
  case TLS1_1_VERSION:
    return "TLSv1.1";
  case TLS1_2_VERSION:
    return "TLSv1.2";
  case TLS1_3_VERSION:
    return "TLSv1.3";
  default:
    return "TLS";
  }
}

/// RFC 8446, B.3; RFC 5246, A.4.
const char* handshake_name(unsigned type) {
  switch (type) {
  case SSL3_MT_HELLO_REQUEST:
    return "HelloRequest";
  case SSL3_MT_CLIENT_HELLO:
    return "ClientHello";
  case SSL3_MT_SERVER_HELLO:
    return "ServerHello";
  case SSL3_MT_NEWSESSION_TICKET:
    return "NewSessionTicket";
  case SSL3_MT_END_OF_EARLY_DATA:
    return "EndOfEarlyData";
  case SSL3_MT_ENCRYPTED_EXTENSIONS:
    return "EncryptedExtensions";
  case SSL3_MT_CERTIFICATE:
    return "Certificate";
  case SSL3_MT_SERVER_KEY_EXCHANGE:
    return "ServerKeyExchange";
  case SSL3_MT_CERTIFICATE_REQUEST:
    return "CertificateRequest";
  case SSL3_MT_SERVER_DONE:
    return "ServerHelloDone";
  case SSL3_MT_CERTIFICATE_VERIFY:
    return "CertificateVerify";
  case SSL3_MT_CLIENT_KEY_EXCHANGE:
    return "ClientKeyExchange";
  case SSL3_MT_FINISHED:
    return "Finished";
  case SSL3_MT_CERTIFICATE_STATUS:
    return "CertificateStatus";
  case SSL3_MT_KEY_UPDATE:
    return "KeyUpdate";
  default:
    return "unknown message";
  }
}

/// What a message is, without direction and size; "" for none.
std::string kind_of(const tls_message& message) {
  switch (message.type) {
  case SSL3_RT_CHANGE_CIPHER_SPEC:
    return "ChangeCipherSpec";
  case SSL3_RT_ALERT:
    if (message.size < 2)
      return "Alert";
    return std::string{"Alert, "} + (message.bytes[0] == SSL3_AL_FATAL ? "fatal " : "warning ") +
           alert_name(message.bytes[1]);
  case SSL3_RT_HANDSHAKE:
    return std::string{"Handshake, "} + (message.size > 0 ? handshake_name(message.bytes[0]) : "empty");
  default:
    return {};
  }
}

} // namespace

std::string text_of(const tls_message& message) {
  const auto kind = kind_of(message);
  if (kind.empty())
    return {};
  return (message.sent ? "sent " : "received ") + version_name(message.version) + ' ' + kind + " (" +
         std::to_string(message.size) + " bytes)";
}

std::string alert_name(int alert) {
  switch (alert) {
  case SSL_AD_MISSING_EXTENSION:
    return "missing extension";
  case SSL_AD_CERTIFICATE_REQUIRED:
    return "certificate required";
  default:
    return SSL_alert_desc_string_long(alert);
  }
}

bool is_empty_certificate(const tls_message& message) {
  constexpr std::size_t header = 4;
  if (message.sent || message.type != SSL3_RT_HANDSHAKE || message.size < header ||
      message.bytes[0] != SSL3_MT_CERTIFICATE)
    return false;
  const auto body = message.size - header;
  const auto zeros =
    std::all_of(message.bytes + header, message.bytes + message.size, [](auto byte) { return byte == 0; });
  return zeros && body == (message.version == TLS1_3_VERSION ? 4U : 3U);
}

} // namespace troupe::tls
