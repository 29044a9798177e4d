#pragma once

#include "troupe/examples/chat/commands/request.hpp"

// One function for each command, in the file of its group.

namespace chat::commands {

// -- registration.cpp -------------------------------------------------------------------------------------------------
void handle_cap(const request& r);
void handle_pass(const request& r);
void handle_nick(const request& r);
void handle_user(const request& r);
void handle_quit(const request& r);
void handle_ping(const request& r);
void handle_nothing(const request& r); // PONG, ERROR

// -- channels.cpp -----------------------------------------------------------------------------------------------------
void handle_join(const request& r);
void handle_part(const request& r);
void handle_kick(const request& r);
void handle_topic(const request& r);
void handle_invite(const request& r);

// -- listing.cpp ------------------------------------------------------------------------------------------------------
void handle_names(const request& r);
void handle_list(const request& r);
void send_names(const request& r, const state::channel& where);

// -- modes.cpp --------------------------------------------------------------------------------------------------------
void handle_mode(const request& r);

// -- messages.cpp -----------------------------------------------------------------------------------------------------
void handle_privmsg(const request& r);
void handle_notice(const request& r);
void handle_tagmsg(const request& r);

// -- users.cpp --------------------------------------------------------------------------------------------------------
void handle_userhost(const request& r);
void handle_ison(const request& r);
void handle_away(const request& r);
void handle_setname(const request& r);
void handle_whowas(const request& r);

// -- who.cpp, whois.cpp -----------------------------------------------------------------------------------------------
void handle_who(const request& r);
void handle_whois(const request& r);

// -- operators.cpp ----------------------------------------------------------------------------------------------------
void handle_oper(const request& r);
void handle_kill(const request& r);
void handle_wallops(const request& r);

// -- help.cpp ---------------------------------------------------------------------------------------------------------
void handle_help(const request& r);

// -- server_info.cpp --------------------------------------------------------------------------------------------------
void handle_motd(const request& r);
void handle_lusers(const request& r);
void handle_version(const request& r);
void handle_info(const request& r);
void handle_time(const request& r);
void handle_admin(const request& r);
void handle_links(const request& r);
void handle_stats(const request& r);
void send_lusers(const request& r);
void send_motd(const request& r);

} // namespace chat::commands
