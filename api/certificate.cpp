#include "troupe/api/certificate.hpp"

#include <ctime>

#include "troupe/api/certificate_state.hpp"
#include "troupe/api/system_errors.hpp"
#include "troupe/tls/self_signed.hpp"

namespace troupe {

namespace {

tls::credentials_ptr found_or_thrown(tls::result<tls::credentials_ptr> found) {
  if (!found)
    throw make_error(found.why());
  return *std::move(found);
}

} // namespace

Certificate::Certificate(BytesView encoded) {
  auto state = std::make_shared<State>();
  state->found = found_or_thrown(tls::credentials::parse(encoded.Text()));
  state_ = std::move(state);
}

Certificate::Certificate(CertStoreTypes store_type, BytesView store, std::string_view password,
                         std::string_view subject) {
  auto state = std::make_shared<State>();
  state->where = {static_cast<tls::store_type>(store_type), std::string{store.Text()}, std::string{password}};
  state->found = found_or_thrown(tls::credentials::open(state->where, subject));
  state_ = std::move(state);
}

Certificate Certificate::SelfSigned(std::string_view name) {
  auto state = std::make_shared<State>();
  state->found = found_or_thrown(tls::make_self_signed(std::string{name}, std::time(nullptr)));
  Certificate made;
  made.state_ = std::move(state);
  return made;
}

std::string Certificate::Encoded() const {
  const auto& found = Inside().found;
  return found ? found->encoded() : std::string{};
}

Bytes Certificate::EncodedB() const {
  return BytesView{Encoded()}.ToBytes();
}

std::string Certificate::Issuer() const {
  const auto& found = Inside().found;
  return found ? found->issuer() : std::string{};
}

bool Certificate::PrivateKeyAvailable() const noexcept {
  const auto& found = Inside().found;
  return found && found->key() != nullptr;
}

std::string Certificate::Store() const {
  return Inside().where.place;
}

Bytes Certificate::StoreB() const {
  return BytesView{Inside().where.place}.ToBytes();
}

std::string Certificate::StorePassword() const {
  return Inside().where.password;
}

CertStoreTypes Certificate::StoreType() const noexcept {
  return static_cast<CertStoreTypes>(Inside().where.type);
}

std::string Certificate::Subject() const {
  const auto& found = Inside().found;
  return found ? found->subject() : std::string{};
}

const Certificate::State& Certificate::Inside() const noexcept {
  static const State none;
  return state_ ? *state_ : none;
}

} // namespace troupe
