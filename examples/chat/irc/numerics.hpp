#pragma once

#include <cstdint>

namespace chat::irc {

/// The numeric replies that this server sends. Formats as in modern.ircdocs.horse, "Numerics" (303, 407, 437 and 478:
/// RFC 2812, section 5; 354: IRCv3 WHOX; 410: IRCv3 capability-negotiation; 416: as ircu has it), without the first
/// parameter, which is always the client's nick.
enum class numeric : std::uint16_t {
  rpl_welcome = 1,             ///< :Welcome to the <network> Network, <nick>!<user>@<host>
  rpl_yourhost = 2,            ///< :Your host is <server>, running version <version>
  rpl_created = 3,             ///< :This server was created <datetime>
  rpl_myinfo = 4,              ///< <server> <version> <user modes> <channel modes> <channel modes with a parameter>
  rpl_isupport = 5,            ///< <1-13 tokens> :are supported by this server
  rpl_umodeis = 221,           ///< <user modes>
  rpl_luserclient = 251,       ///< :There are <u> users and <i> invisible on <s> servers
  rpl_luserop = 252,           ///< <ops> :operator(s) online
  rpl_luserunknown = 253,      ///< <connections> :unknown connection(s)
  rpl_luserchannels = 254,     ///< <channels> :channels formed
  rpl_luserme = 255,           ///< :I have <c> clients and <s> servers
  rpl_tryagain = 263,          ///< <command> :Please wait a while and try again.
  rpl_localusers = 265,        ///< <u> <m> :Current local users <u>, max <m>
  rpl_globalusers = 266,       ///< <u> <m> :Current global users <u>, max <m>
  rpl_away = 301,              ///< <nick> :<message>
  rpl_userhost = 302,          ///< :[<nick>[*]=<+/-><user>@<host>{ ...}]
  rpl_ison = 303,              ///< :[<nick>{ <nick>}]
  rpl_unaway = 305,            ///< :You are no longer marked as being away
  rpl_nowaway = 306,           ///< :You have been marked as being away
  rpl_whoisuser = 311,         ///< <nick> <user> <host> * :<realname>
  rpl_whoisserver = 312,       ///< <nick> <server> :<server info>
  rpl_whoisoperator = 313,     ///< <nick> :is an IRC operator
  rpl_whowasuser = 314,        ///< <nick> <user> <host> * :<realname>
  rpl_endofwho = 315,          ///< <mask> :End of WHO list
  rpl_whoisidle = 317,         ///< <nick> <secs> <signon> :seconds idle, signon time
  rpl_endofwhois = 318,        ///< <nick> :End of /WHOIS list
  rpl_whoischannels = 319,     ///< <nick> :[prefix]<channel>{ [prefix]<channel>}
  rpl_liststart = 321,         ///< Channel :Users  Name
  rpl_list = 322,              ///< <channel> <client count> :<topic>
  rpl_listend = 323,           ///< :End of /LIST
  rpl_channelmodeis = 324,     ///< <channel> <modes> <mode arguments>...
  rpl_creationtime = 329,      ///< <channel> <creationtime>
  rpl_notopic = 331,           ///< <channel> :No topic is set
  rpl_topic = 332,             ///< <channel> :<topic>
  rpl_topicwhotime = 333,      ///< <channel> <nick> <setat>
  rpl_invitelist = 336,        ///< <channel>
  rpl_endofinvitelist = 337,   ///< :End of /INVITE list
  rpl_whoisactually = 338,     ///< <nick> <user>@<host> <address> :Is actually using host
  rpl_inviting = 341,          ///< <nick> <channel>
  rpl_version = 351,           ///< <version> <server> :<comments>
  rpl_whoreply = 352,          ///< <channel> <user> <host> <server> <nick> <flags> :<hopcount> <realname>
  rpl_namreply = 353,          ///< <symbol> <channel> :[prefix]<nick>{ [prefix]<nick>}
  rpl_whospcrpl = 354,         ///< <the fields asked for> (WHOX)
  rpl_endofnames = 366,        ///< <channel> :End of /NAMES list
  rpl_banlist = 367,           ///< <channel> <mask> <who> <set-ts>
  rpl_endofbanlist = 368,      ///< <channel> :End of channel ban list
  rpl_endofwhowas = 369,       ///< <nick> :End of WHOWAS
  rpl_info = 371,              ///< :<string>
  rpl_motd = 372,              ///< :- <line of the motd>
  rpl_endofinfo = 374,         ///< :End of INFO list
  rpl_motdstart = 375,         ///< :- <server> Message of the day -
  rpl_endofmotd = 376,         ///< :End of /MOTD command.
  rpl_whoishost = 378,         ///< <nick> :is connecting from *@<host> <address>
  rpl_whoismodes = 379,        ///< <nick> :is using modes <modes>
  rpl_youreoper = 381,         ///< :You are now an IRC operator
  rpl_time = 391,              ///< <server> <timestamp> <TS offset> :<human-readable time>
  err_unknownerror = 400,      ///< <command> :<info>
  err_nosuchnick = 401,        ///< <nick> :No such nick/channel
  err_nosuchserver = 402,      ///< <server> :No such server
  err_nosuchchannel = 403,     ///< <channel> :No such channel
  err_cannotsendtochan = 404,  ///< <channel> :Cannot send to channel
  err_toomanychannels = 405,   ///< <channel> :You have joined too many channels
  err_wasnosuchnick = 406,     ///< <nick> :There was no such nickname
  err_toomanytargets = 407,    ///< <target> :Too many targets
  err_noorigin = 409,          ///< :No origin specified
  err_invalidcapcmd = 410,     ///< <subcommand> :Invalid CAP command
  err_norecipient = 411,       ///< :No recipient given (<command>)
  err_notexttosend = 412,      ///< :No text to send
  err_toomanymatches = 416,    ///< <command> :Too many lines in the output, restrict your query
  err_inputtoolong = 417,      ///< :Input line was too long
  err_unknowncommand = 421,    ///< <command> :Unknown command
  err_nomotd = 422,            ///< :MOTD File is missing
  err_nonicknamegiven = 431,   ///< :No nickname given
  err_erroneusnickname = 432,  ///< <nick> :Erroneous nickname
  err_nicknameinuse = 433,     ///< <nick> :Nickname is already in use
  err_nickcollision = 436,     ///< <nick> :Nickname collision KILL from <user>@<host>
  err_unavailresource = 437,   ///< <nick/channel> :Nick/channel is temporarily unavailable
  err_usernotinchannel = 441,  ///< <nick> <channel> :They aren't on that channel
  err_notonchannel = 442,      ///< <channel> :You're not on that channel
  err_useronchannel = 443,     ///< <nick> <channel> :is already on channel
  err_notregistered = 451,     ///< :You have not registered
  err_needmoreparams = 461,    ///< <command> :Not enough parameters
  err_alreadyregistered = 462, ///< :You may not reregister
  err_passwdmismatch = 464,    ///< :Password incorrect
  err_yourebannedcreep = 465,  ///< :You are banned from this server.
  err_channelisfull = 471,     ///< <channel> :Cannot join channel (+l)
  err_unknownmode = 472,       ///< <modechar> :is unknown mode char to me
  err_inviteonlychan = 473,    ///< <channel> :Cannot join channel (+i)
  err_bannedfromchan = 474,    ///< <channel> :Cannot join channel (+b)
  err_badchannelkey = 475,     ///< <channel> :Cannot join channel (+k)
  err_badchanmask = 476,       ///< <channel> :Bad Channel Mask
  err_banlistfull = 478,       ///< <channel> <mask> :Channel list is full
  err_noprivileges = 481,      ///< :Permission Denied- You're not an IRC operator
  err_chanoprivsneeded = 482,  ///< <channel> :You're not channel operator
  err_nooperhost = 491,        ///< :No O-lines for your host
  err_umodeunknownflag = 501,  ///< :Unknown MODE flag
  err_usersdontmatch = 502,    ///< :Can't change mode for other users
  err_helpnotfound = 524,      ///< <subject> :No help available on this topic
  err_invalidkey = 525,        ///< <channel> :Key is not well-formed
  rpl_whoissecure = 671,       ///< <nick> :is using a secure connection
  err_invalidmodeparam = 696,  ///< <channel/nick> <mode char> <parameter> :<description>
  rpl_helpstart = 704,         ///< <subject> :<first line of help section>
  rpl_helptxt = 705,           ///< <subject> :<line of help text>
  rpl_endofhelp = 706,         ///< <subject> :<last line of help text>
  err_noprivs = 723,           ///< <privilege> :Insufficient oper privileges.
};

} // namespace chat::irc
