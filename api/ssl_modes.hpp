#pragma once

namespace troupe {

/// Which implementation of TLS a server uses: the documented SSLProvider. On Linux it is OpenSSL in every case.
enum SSLProviders : int {
  sslpAutomatic = 0, ///< sslpInternal
  sslpPlatform = 1,  ///< as the system's OpenSSL configuration says; SSLConnectionRequest doesn't fire
  sslpInternal = 2   ///< as Troupe's settings say
};

/// When a connection begins to speak TLS: the documented SSLStartMode.
enum SSLStartModes : int {
  sslAutomatic = 0, ///< sslImplicit: a server has no standard plaintext port
  sslImplicit = 1,  ///< at once
  sslExplicit = 2,  ///< when StartSSL is called: STARTTLS
  sslNone = 3       ///< never
};

} // namespace troupe
