#include "troupe/tls/stores/pkcs11_module.hpp"

#include <cerrno>

#include <unistd.h>

#include "troupe/tls/stores/elf_file.hpp"
#include "troupe/tls/stores/file_bytes.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

bool agrees(const std::string& asked, const char* actual) {
  return asked.empty() || (actual != nullptr && asked == actual);
}

bool fits(PKCS11_SLOT& slot, const pkcs11_place& place) {
  const auto* const token = slot.token;
  return token != nullptr && token->initialized != 0 && agrees(place.token, token->label) &&
         agrees(place.serial, token->serialnr) && agrees(place.manufacturer, token->manufacturer) &&
         agrees(place.model, token->model) && (!place.slot_id || *place.slot_id == PKCS11_get_slotid_from_slot(&slot));
}

} // namespace

pkcs11_module::~pkcs11_module() {
  if (slots_ != nullptr)
    PKCS11_release_all_slots(context_, slots_, count_);
  if (loaded_)
    PKCS11_CTX_unload(context_);
  if (context_ != nullptr)
    PKCS11_CTX_free(context_);
}

failure pkcs11_module::load(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0)
    return not_opened(shown_name(path) + ": " + std::generic_category().message(errno));
  if (!is_whole_elf(path))
    return not_opened(shown_name(path) + " is no PKCS#11 module: it is no program for this machine, or cut off");
  context_ = PKCS11_CTX_new();
  if (context_ == nullptr)
    return fail(errc::store_not_opened, "no context of PKCS#11");
  if (PKCS11_CTX_load(context_, path.c_str()) != 0)
    return fail(errc::store_not_opened, shown_name(path) + " is no PKCS#11 module, or does not work");
  loaded_ = true;
  if (PKCS11_enumerate_slots(context_, &slots_, &count_) != 0)
    return fail(errc::store_not_opened, shown_name(path) + ": its slots can't be listed");
  pins_.resize(count_);
  return {};
}

result<PKCS11_SLOT*> pkcs11_module::find_slot(const pkcs11_place& place) const {
  PKCS11_SLOT* found = nullptr;
  std::string names;
  int count = 0;
  for (unsigned int i = 0; i < count_; ++i)
    if (fits(slots_[i], place)) {
      names += count++ == 0 ? "" : ", ";
      names += slots_[i].token->label != nullptr ? slots_[i].token->label : "";
      if (found != nullptr)
        continue;
      found = &slots_[i];
    }
  if (found == nullptr)
    return not_opened("the PKCS#11 module has no such token: is the device plugged in, and initialized?");
  if (count > 1)
    return not_opened("there are several PKCS#11 tokens (" + names +
                      "): choose one by pkcs11:token=NAME?module-path=...");
  return found;
}

result<PKCS11_TOKEN*> pkcs11_module::log_in(const pkcs11_place& place, const std::string& pin) {
  const auto found = find_slot(place);
  if (!found)
    return found.why();
  auto* const slot = *found;
  auto& known = pins_[static_cast<std::size_t>(slot - slots_)];
  const bool pad = slot->token->secureLogin != 0;
  // A token that is logged in takes any PIN for right, and shows its keys without one.
  if (known.size() != 0)
    return known.view() == pin ? result<PKCS11_TOKEN*>{slot->token}
                               : not_opened("the PIN is not the one with which the token is in use");
  if (pin.empty() && !pad)
    return slot->token;
  if (slot->token->userPinLocked != 0)
    return not_opened("the PIN of the PKCS#11 token is locked");
  if (PKCS11_login(slot, 0, pad ? nullptr : pin.c_str()) != 0)
    return fail(errc::store_not_opened, "the PKCS#11 token did not accept the PIN");
  known = secret_bytes{pin};
  return slot->token;
}

} // namespace troupe::tls
