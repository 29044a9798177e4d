#pragma once

namespace troupe {

/// What kind of certificate store there is: the documented StoreType and CertStoreType, with their numbers.
///
/// docs/guide.md says what is in each of them. Error 271 says why one can't be opened.
enum CertStoreTypes : int {
  cstUser = 0,    ///< of Windows
  cstMachine = 1, ///< of Windows
  cstPFXFile = 2,
  cstPFXBlob = 3, ///< binary or Base64, as all blobs
  cstJKSFile = 4,
  cstJKSBlob = 5,
  cstPEMKeyFile = 6, ///< a private key and its certificate; more certificates are its chain
  cstPEMKeyBlob = 7,
  cstPublicKeyFile = 8, ///< a certificate, PEM or DER
  cstPublicKeyBlob = 9,
  cstSSHPublicKeyBlob = 10,
  cstP7BFile = 11,
  cstP7BBlob = 12,
  cstSSHPublicKeyFile = 13,
  cstPPKFile = 14,
  cstPPKBlob = 15,
  cstXMLFile = 16,
  cstXMLBlob = 17,
  cstJWKFile = 18,
  cstJWKBlob = 19,
  cstBCFKSFile = 21,
  cstBCFKSBlob = 22,
  cstPKCS11 = 23,
  cstAuto = 99 ///< found out from the bytes, or from those of the file of that name
};

} // namespace troupe
