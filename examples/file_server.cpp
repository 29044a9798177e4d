// A line with the name of a file is answered by the bytes of that file, a line "list" by a list of what there is.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "troupe/examples/options.hpp"
#include "troupe/examples/plain_text.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/api/tcp_server.hpp>

namespace {

namespace fs = std::filesystem;

class file_server {
public:
  file_server(troupe::TCPServer& server, const fs::path& folder) : server_(server), root_(fs::canonical(folder)) {
    server_.DefaultSingleLineMode(true);
    server_.OnDataIn([this](troupe::DataInEvent& e) { answer(e.ConnectionId, examples::plain_text(e.Text)); });
    server_.OnReadyToSend([this](troupe::ReadyToSendEvent& e) { go_on(e.ConnectionId); });
    server_.OnDisconnected([this](troupe::DisconnectedEvent& e) { answers_.erase(e.ConnectionId); });
  }

private:
  struct reply {
    fs::path file; ///< empty: the text is the answer
    std::istringstream text;
  };

  void answer(std::int64_t id, const std::string& line) {
    if (line.empty())
      return;
    if (line == "quit")
      return server_.Disconnect(id);
    auto& next = answers_[id];
    if (line == "list")
      next.text.str(list());
    else if (next.file = inside(line); next.file.empty())
      next.text.str("There is no file '" + line + "' here. A line 'list' shows what there is.\r\n");
    go_on(id);
  }

  /// Sends as much of the answer as there is room for. The client's next line is read when it is out.
  void go_on(std::int64_t id) {
    const auto found = answers_.find(id);
    while (found != answers_.end()) {
      try {
        auto& now = found->second;
        now.file.empty() ? server_.SendFile(id, now.text) : server_.SendFile(id, now.file.string());
        answers_.erase(found);
        return server_.ProcessData(id);
      } catch (const troupe::Error& error) {
        if (error.code() == troupe::ErrorCode::CannotReadFile) {
          found->second = {fs::path{}, std::istringstream{"This file can't be read.\r\n"}};
          continue;
        }
        if (error.code() != troupe::ErrorCode::WouldBlock)
          throw;
      }
      // Documented: ReadyToSend is fired only after a send that took nothing.
      if (server_.Connections(id).BytesSent() == 0)
        return server_.PauseData(id);
    }
  }

  /// The file of that name; empty if there is none in the folder, or if the name or a link leads out of it.
  fs::path inside(const std::string& name) const {
    std::error_code failed;
    const auto path = fs::canonical(root_ / name, failed);
    if (failed || !fs::is_regular_file(path, failed))
      return {};
    const auto [end, rest] = std::mismatch(root_.begin(), root_.end(), path.begin(), path.end());
    return end == root_.end() ? path : fs::path{};
  }

  std::string list() const {
    std::map<std::string, std::uintmax_t> sizes;
    for (const auto& entry : fs::directory_iterator{root_})
      if (const auto name = entry.path().filename().string(); !inside(name).empty())
        sizes[name] = entry.file_size();
    std::string text;
    for (const auto& [name, size] : sizes)
      text += name + "  (" + std::to_string(size) + " bytes)\r\n";
    return text.empty() ? "There are no files here.\r\n" : text;
  }

  troupe::TCPServer& server_;
  fs::path root_;
  std::map<std::int64_t, reply> answers_; // those that are not out yet
};

} // namespace

int main(int argc, char** argv) try {
  const std::vector<examples::option> own{{"dir", ".", "the folder whose files are served"}};
  const examples::options options{argc, argv,
                                  "A file server: send it a line with the name of a file, or list, or quit.", "0", own};
  if (std::error_code failed; !fs::is_directory(options.text("dir"), failed))
    options.fail("--dir=" + options.text("dir") + " is not a folder");
  troupe::TCPServer server;
  const file_server serving{server, options.text("dir")};
  examples::listen(server, options);
  const auto address = examples::address_of(server, options);
  examples::say("Serving " + options.text("dir") + ". See what there is with:  echo list | nc -N " + address);
  examples::run_until_signal(server);
  examples::shut_down(server);
} catch (const std::exception& error) {
  std::fprintf(stderr, "file_server: %s\n", error.what());
  return 1;
}
