#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "troupe/tls/failure.hpp"

namespace troupe::tls {

/// Which keys and certificates of which token are meant. What is empty may be anything.
struct pkcs11_place {
  std::string module; ///< the path of its file
  std::string token;
  std::string serial;
  std::string manufacturer;
  std::string model;
  std::optional<unsigned long> slot_id;
  std::string object; ///< a label (CKA_LABEL)
  std::string id;     ///< bytes (CKA_ID)
};

/// `text`: the path of a module, or a URI (RFC 7512) with the query attribute module-path. Error: `store_not_opened`:
/// an attribute that is not known here, no module-path.
result<pkcs11_place> parse_pkcs11_place(std::string_view text);

} // namespace troupe::tls
