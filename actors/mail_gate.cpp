#include "troupe/actors/mail_gate.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "troupe/actors/connection_protocol.hpp"

namespace troupe::actors {

namespace {

bool has_ended(const caf::strong_actor_ptr& writer) noexcept {
  return caf::actor_cast<caf::abstract_actor*>(writer)->getf(caf::abstract_actor::is_cleaned_up_flag);
}

bool is_order(const caf::type_erased_tuple& content) noexcept {
  return content.match_elements<pause>() || content.match_elements<set_framing>() ||
         content.match_elements<start_tls>() || content.match_elements<actors::close>();
}

} // namespace

bool mail_gate::admit(caf::mailbox_element& message) noexcept {
  const auto& content = message.content();
  std::size_t bytes = 0;
  if (content.match_elements<actors::write>()) {
    bytes = content.get_as<actors::write>(0).bytes.size();
  } else if (content.match_elements<write_line>()) {
    bytes = content.get_as<write_line>(0).text.size();
  } else {
    if (is_order(content))
      orders_.fetch_add(1, std::memory_order_acq_rel);
    return true;
  }
  // One is always let in, however long it is: as the budget does.
  if (waiting_.fetch_add(cost_of(bytes), std::memory_order_seq_cst) < limit_)
    return true;
  leave(bytes);
  return false;
}

void mail_gate::refuse(const caf::strong_actor_ptr& writer) {
  const std::lock_guard lock{guard_};
  add_writer(refused_, writer);
  has_refused_.store(true, std::memory_order_seq_cst);
}

std::vector<caf::strong_actor_ptr> mail_gate::take_refused() {
  const std::lock_guard lock{guard_};
  has_refused_.store(false, std::memory_order_seq_cst);
  return std::exchange(refused_, {});
}

void add_writer(std::vector<caf::strong_actor_ptr>& to, const caf::strong_actor_ptr& writer) {
  if (!writer || std::find(to.begin(), to.end(), writer) != to.end())
    return;
  // Each is looked at once for each that comes.
  if (to.size() == to.capacity())
    to.erase(std::remove_if(to.begin(), to.end(), has_ended), to.end());
  to.push_back(writer);
}

} // namespace troupe::actors
