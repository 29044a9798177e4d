#pragma once

#include <cstddef>
#include <string>

namespace chat::irc {

/// Every limit of the protocol, with its default. A value; set once when the server starts and then only read. Lengths
/// are in bytes. Those that clients must know are announced by RPL_ISUPPORT (see isupport.hpp).
struct limits {
  std::string network = "Troupe"; ///< NETWORK: no spaces

  std::size_t nick_length = 30;     ///< NICKLEN
  std::size_t user_length = 18;     ///< USERLEN, with the "~"
  std::size_t host_length = 63;     ///< HOSTLEN
  std::size_t channel_length = 50;  ///< CHANNELLEN, with the "#"
  std::size_t topic_length = 390;   ///< TOPICLEN
  std::size_t kick_length = 300;    ///< KICKLEN: the comment of KICK
  std::size_t away_length = 200;    ///< AWAYLEN
  std::size_t name_length = 150;    ///< NAMELEN: the real name of USER and SETNAME
  std::size_t key_length = 23;      ///< KEYLEN: a channel's key
  std::size_t channels = 50;        ///< CHANLIMIT: channels that one user may be on
  std::size_t list_entries = 100;   ///< MAXLIST: bans of one channel
  std::size_t mode_parameters = 6;  ///< MODES: changes with a parameter in one MODE
  std::size_t targets = 4;          ///< TARGMAX: targets of one PRIVMSG, NOTICE, TAGMSG, KICK or WHOIS
  std::size_t whowas_entries = 512; ///< Departed users that WHOWAS remembers

  std::size_t clients_per_address = 0;      ///< At the same time; 0: as many as like
  std::size_t flood_burst = 10;             ///< Lines that may come at once; 0: no flood control
  std::size_t flood_interval_ms = 1000;     ///< Milliseconds until one more line may come
  std::size_t flood_queue_bytes = 16'384;   ///< Waiting input, beyond which a client is sent off with "Excess Flood"
  std::size_t registration_seconds = 60;    ///< Time to register
  std::size_t ping_seconds = 120;           ///< Silence after which a client is asked PING
  std::size_t ping_timeout_seconds = 60;    ///< Time to answer it
  std::size_t send_queue_bytes = 1'048'576; ///< Unsent output, beyond which a client is sent off with "SendQ exceeded"
};

/// A message without its tags, CR LF included (RFC 1459, section 2.3).
constexpr std::size_t max_line = 512;
/// The tags that a client may send, "@" and the space included (IRCv3 message-tags).
constexpr std::size_t max_client_tags = 4'096;
/// The tags of a message to a client, "@" and the space included: 4,094 bytes of the server's, 4,094 of the sender's.
constexpr std::size_t max_tags = 8'191;
/// Parameters of a message (RFC 1459, section 2.3).
constexpr std::size_t max_params = 15;
/// What a server must be ready to receive as one line, CR LF included: more has to be refused with ERR_INPUTTOOLONG.
constexpr std::size_t max_received = max_client_tags + max_line;

} // namespace chat::irc
