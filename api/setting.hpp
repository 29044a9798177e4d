#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "troupe/api/error.hpp"
#include "troupe/api/server_values.hpp"
#include "troupe/tls/session_info.hpp"

namespace troupe {

/// What the text of a setting's value looks like, and so how it is checked.
enum class setting_type {
  text,         ///< anything
  escaped_text, ///< with \r, \n, \t and \\, stored as what they stand for
  client_list,  ///< of net::access_list; its names are looked up when it is set
  text_list,    ///< separated by commas, each of 1 to 255 bytes
  integer,      ///< in decimal, within limits
  flags,        ///< 32 bits as a number, in decimal or, with 0x, hexadecimal; reads in decimal
  code_page,    ///< an identifier that can be converted here
  boolean,      ///< True, False, 1, 0, Yes, No in any case; reads as True or False
  choice,       ///< one of some names, in any case
  fixed_text    ///< made by a function; also what belongs to a connection
};

/// When a setting may be changed.
enum class setting_change { any_time, not_while_listening, read_only };

/// Where a setting's value is: in a member of `server_values` or of its TLS options, or what a function returns.
using setting_field =
  std::variant<std::string server_values::*, int server_values::*, bool server_values::*,
               actors::client_list server_values::*, actors::overload_policy server_values::*,
               std::string tls::options::*, std::vector<std::string> tls::options::*, int tls::options::*,
               unsigned tls::options::*, bool tls::options::*, tls::revocation_check tls::options::*, std::string (*)(),
               std::string (*)(const tls::session_info&)>;

/// The least and the greatest value of an integer.
struct setting_range {
  int least = 0;
  int most = 0;
};

/// A configuration setting: a row of settings_table.hpp. Immutable, any thread.
struct setting {
  std::string_view name;
  setting_type type;
  setting_field field; ///< of the kind that `type` needs
  bool is_documented;  ///< by the component; else it is Troupe's own
  setting_change change;
  setting_range range;          ///< of an integer
  std::string_view unit;        ///< of an integer; empty: none, or the description says it
  std::string_view description; ///< of the behaviour, in Markdown
  std::string_view choices =
    {}; ///< of a choice, in the order of its enumeration, separated by '|'; of flags for people
  ErrorCode when_listening = ErrorCode::CannotChangeWhileListening; ///< thrown when it is `not_while_listening`
  unsigned known_flags = ~0U;                                       ///< those that flags may have

  /// Whether it belongs to a connection, which says what it agreed on with its client.
  bool is_of_connection() const noexcept;
  /// The value as text; of a setting of a connection that without TLS.
  std::string read(const server_values& values) const;
  /// The value of a setting that `is_of_connection`.
  std::string read(const tls::session_info& session) const;
  /// The default as text.
  std::string fallback() const { return read(server_values{}); }
  /// Checks `text` and stores what it means. Throws an `Error` and changes nothing: `InvalidValue` with the values that
  /// are allowed; `NotSupported` for a code page that can't be converted; `HostNotFound` and the like for a name that
  /// can't be looked up, which may block. Not for a `fixed_text`.
  void write(server_values& values, std::string_view text) const;
  /// The values it may have, for people: "1 to 10000000".
  std::string allowed() const;
};

} // namespace troupe
