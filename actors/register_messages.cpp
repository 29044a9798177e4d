#include "troupe/actors/register_messages.hpp"

#include "troupe/actors/server_error.hpp"
#include "troupe/actors/server_protocol.hpp"

namespace troupe::actors {

void register_messages(caf::actor_system_config& config) {
  config.add_error_category(server_error_category, [](std::uint8_t code, caf::atom_value, const caf::message& text) {
    return to_string(static_cast<server_error>(code)) + to_string(text);
  });
  config.add_message_type<net::slice>("troupe::slice")
    .add_message_type<problem>("troupe::problem")
    .add_message_type<connection_info>("troupe::connection_info")
    .add_message_type<framing_rule>("troupe::framing_rule")
    .add_message_type<connected>("troupe::connected")
    .add_message_type<data_in>("troupe::data_in")
    .add_message_type<ready_to_send>("troupe::ready_to_send")
    .add_message_type<disconnected>("troupe::disconnected")
    .add_message_type<tls_status>("troupe::tls_status")
    .add_message_type<write>("troupe::write")
    .add_message_type<write_line>("troupe::write_line")
    .add_message_type<send_file>("troupe::send_file")
    .add_message_type<write_result>("troupe::write_result")
    .add_message_type<close>("troupe::close")
    .add_message_type<pause>("troupe::pause")
    .add_message_type<resume>("troupe::resume")
    .add_message_type<set_framing>("troupe::set_framing")
    .add_message_type<start_tls>("troupe::start_tls")
    .add_message_type<set_overflow>("troupe::set_overflow")
    .add_message_type<set_idle_timeout>("troupe::set_idle_timeout")
    .add_message_type<info>("troupe::info")
    .add_message_type<get_listening>("troupe::get_listening")
    .add_message_type<listening_info>("troupe::listening_info")
    .add_message_type<stop_listening>("troupe::stop_listening")
    .add_message_type<resume_listening>("troupe::resume_listening")
    .add_message_type<list_connections>("troupe::list_connections")
    .add_message_type<find_connection>("troupe::find_connection")
    .add_message_type<broadcast>("troupe::broadcast")
    .add_message_type<disconnect_some>("troupe::disconnect_some")
    .add_message_type<limit_connections>("troupe::limit_connections")
    .add_message_type<drain>("troupe::drain")
    .add_message_type<shut_down>("troupe::shut_down")
    .add_message_type<server_problem>("troupe::server_problem");
}

} // namespace troupe::actors
