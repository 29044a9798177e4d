#include "troupe/api/certificate_renewal.hpp"

#include <utility>

#include "troupe/api/certificate_state.hpp"
#include "troupe/api/file_version.hpp"
#include "troupe/api/system_errors.hpp"
#include "troupe/tls/chain.hpp"
#include "troupe/tls/validity.hpp"

namespace troupe {

namespace {

constexpr std::time_t day = 24 * 60 * 60;
constexpr std::time_t last_days = 14 * day;

std::string file_of(const tls::key_store& store) {
  switch (store.type) {
  case tls::store_type::pfx_file:
  case tls::store_type::jks_file:
  case tls::store_type::pem_key_file:
  case tls::store_type::p7b_file:
  case tls::store_type::ppk_file:
  case tls::store_type::xml_file:
  case tls::store_type::jwk_file:
  case tls::store_type::bcfks_file:
    return store.place;
  case tls::store_type::automatic:
    return file_version(store.place).empty() ? std::string{} : store.place;
  default:
    return {};
  }
}

bool same(const tls::credentials& one, const tls::credentials& other) {
  return one.encoded() == other.encoded() && tls::same_chain(one.chain(), other.chain());
}

/// Why a server can't make use of it now; "": it can.
std::string unfit(const tls::credentials& fresh, std::time_t now) {
  if (fresh.certificate() == nullptr || fresh.key() == nullptr)
    return "it has not both, a certificate and its private key";
  const auto begin = tls::begin_of_validity(fresh);
  const auto end = tls::end_of_validity(fresh);
  if (!begin || *begin > now)
    return "the certificate is not valid yet" + (begin ? ", but from " + tls::local_date(*begin) + " on" : "");
  if (!end || *end < now)
    return "the certificate is not valid any more" + (end ? ": it ended on " + tls::local_date(*end) : "");
  return {};
}

} // namespace

certificate_renewal::certificate_renewal(std::string name, tls::credentials_ptr set, const Certificate& certificate)
  : name_(std::move(name)), set_(std::move(set)), store_(certificate.Inside().where),
    sought_(certificate.Inside().sought), file_(sought_.empty() ? std::string{} : file_of(store_)),
    current_(certificate.Inside().found) {}

certificate_renewal::finding certificate_renewal::look(std::time_t now) {
  if (file_.empty())
    return {};
  // Before it is read: a change in the middle of that is seen next time.
  looked_at_ = file_version(file_);
  if (looked_at_ == seen_ && !failing_)
    return {};
  auto opened = tls::credentials::open(store_, sought_);
  if (!opened)
    return {nullptr, refuse(make_error(opened.why()).Description())};
  if (same(**opened, *current_)) {
    failing_ = false;
    seen_ = looked_at_;
    return {};
  }
  if (const auto why = unfit(**opened, now); !why.empty())
    return {nullptr, refuse(file_ + ": " + why)};
  return {*std::move(opened), {}};
}

std::string certificate_renewal::accept(const tls::credentials_ptr& fresh) {
  failing_ = false;
  warned_.reset();
  current_ = fresh;
  seen_ = looked_at_;
  const auto end = tls::end_of_validity(*current_);
  return name_ + " renewed from " + file_ + ": " + current_->subject() +
         (end ? ", valid until " + tls::local_date(*end) : std::string{});
}

std::string certificate_renewal::refuse(const std::string& why) {
  seen_ = looked_at_;
  if (std::exchange(failing_, true))
    return {};
  return name_ + " not renewed, the one in force stays: " + why;
}

std::optional<std::string> certificate_renewal::warning(std::time_t now) {
  const auto end = current_ ? tls::end_of_validity(*current_) : std::nullopt;
  if (!end || *end - now > last_days || (warned_ && now - *warned_ < day))
    return std::nullopt;
  warned_ = now;
  if (*end < now)
    return name_ + " is not valid any more: " + current_->subject() + " ended on " + tls::local_date(*end);
  const auto days = (*end - now) / day;
  return name_ + " is valid for " + (days == 1 ? "1 day" : std::to_string(days) + " days") +
         " more: " + current_->subject() + " ends on " + tls::local_date(*end);
}

} // namespace troupe
