#include "troupe/api/certificate.hpp"

#include <ctime>
#include <utility>

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

/// The documented default: there is no such store here, and that alone is no error.
bool is_of_windows(tls::store_type type) noexcept {
  return type == tls::store_type::user || type == tls::store_type::machine;
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
  state->sought = subject;
  state->found = found_or_thrown(tls::credentials::open(state->where, subject));
  state_ = std::move(state);
}

Certificate Certificate::SelfSigned(std::string_view name) {
  auto state = std::make_shared<State>();
  state->found = found_or_thrown(tls::make_self_signed(std::string{name}, std::time(nullptr)));
  return Certificate{std::shared_ptr<const State>{std::move(state)}};
}

Certificate::Certificate(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

const Certificate::State& Certificate::Inside() const noexcept {
  static const State none;
  return state_ ? *state_ : none;
}

template <class Change>
void Certificate::change(Change alter) {
  // A copy: other values share what there is.
  auto changed = std::make_shared<State>(Inside());
  alter(*changed);
  state_ = std::move(changed);
}

// -- where it is searched ----------------------------------------------------------------------------------------

std::string Certificate::Store() const {
  return Inside().where.place;
}

void Certificate::Store(std::string_view value) & {
  change([&](State& state) {
    state.where.place = value;
    state.sought.clear(); // what was found is not in that one
  });
}

Bytes Certificate::StoreB() const {
  return BytesView{Inside().where.place}.ToBytes();
}

void Certificate::StoreB(BytesView value) & {
  Store(value.Text());
}

std::string Certificate::StorePassword() const {
  return Inside().where.password;
}

void Certificate::StorePassword(std::string_view value) & {
  change([&](State& state) {
    state.where.password = value;
    state.sought.clear();
  });
}

CertStoreTypes Certificate::StoreType() const noexcept {
  return static_cast<CertStoreTypes>(Inside().where.type);
}

void Certificate::StoreType(CertStoreTypes value) & {
  change([&](State& state) {
    state.where.type = static_cast<tls::store_type>(value);
    state.sought.clear();
  });
}

// -- what is searched for ----------------------------------------------------------------------------------------

std::string Certificate::Subject() const {
  const auto& state = Inside();
  return state.found && state.is_named ? state.found->subject() : std::string{};
}

void Certificate::Subject(std::string_view value) & {
  change([&](State& state) {
    state.found = nullptr;
    state.is_named = true;
    // Documented: it is the Store with a value that is searched.
    if (value.empty() || state.where.place.empty())
      return;
    state.sought = value;
    auto found = tls::credentials::open(state.where, value);
    if (found || found.why().code != tls::errc::certificate_not_found)
      state.found = found_or_thrown(std::move(found));
  });
}

std::string Certificate::Encoded() const {
  const auto& found = Inside().found;
  return found ? found->encoded() : std::string{};
}

void Certificate::Encoded(std::string_view value) & {
  change([&](State& state) {
    state.found = nullptr;
    state.is_named = false;
    state.sought.clear();
    if (value.empty())
      return;
    state.found = found_or_thrown(tls::credentials::parse(value));
    if (state.found->certificate() == nullptr)
      throw make_error(
        tls::failure{tls::make_error_code(tls::errc::store_not_opened), "Encoded is a public key, and no certificate"});
    if (state.where.place.empty())
      return;
    auto with_key = tls::credentials::open_for(state.where, value);
    if (!with_key && (with_key.why().code == tls::errc::no_credentials || is_of_windows(state.where.type)))
      return;
    state.found = found_or_thrown(std::move(with_key));
    state.is_named = true;
  });
}

Bytes Certificate::EncodedB() const {
  return BytesView{Encoded()}.ToBytes();
}

void Certificate::EncodedB(BytesView value) & {
  Encoded(value.Text());
}

} // namespace troupe
