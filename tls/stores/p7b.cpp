#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

result<store_content> read_p7b(std::string_view bytes) {
  ERR_clear_error();
  const owned<PKCS7> list{d2i_PKCS7_bio(reader_of(bytes).get(), nullptr)};
  if (list == nullptr)
    return fail(errc::store_not_opened, "not a PKCS#7 list of certificates");
  if (PKCS7_type_is_signed(list.get()) == 0 || list->d.sign == nullptr)
    return not_opened("the PKCS#7 store is not a list of certificates: it holds data of another kind");
  store_content content;
  for (int i = 0; i < sk_X509_num(list->d.sign->cert); ++i) {
    auto* const each = sk_X509_value(list->d.sign->cert, i);
    X509_up_ref(each);
    content.certificates.emplace_back(each);
  }
  ERR_clear_error();
  if (content.empty())
    return not_opened("there is no certificate in the PKCS#7 store");
  return content;
}

} // namespace troupe::tls
