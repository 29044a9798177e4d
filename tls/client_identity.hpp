#pragma once

#include <string>

namespace troupe::tls {

/// What a client has shown of itself, and what is to be thought of it: the documented SSLClientAuthentication.
struct client_identity {
  std::string encoded; ///< its certificate in PEM, with the whole chain for SSLIncludeCertChain; "": it has none
  std::string subject;
  std::string issuer;
  std::string status = "OK"; ///< why verification failed
  bool acceptable = true;    ///< the recommendation
};

} // namespace troupe::tls
