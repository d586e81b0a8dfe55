#include "app/reception.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <sstream>

#include "app/seat.h"
#include "earshot/front/answers.h"
#include "earshot/front/faces.h"

namespace earshot::app {
namespace {

// With so many bytes waiting a reader is as slow as with front::kLinesWaitingMax lines.
constexpr std::size_t kBytesWaitingMax = std::size_t{16} * 1024 * 1024;

front::Manner as_json() {
  front::Manner manner;
  manner.json = true;
  return manner;
}

}  // namespace

class Reception::Guest {
 public:
  Guest(net::Loop& loop, int descriptor, Hall& hall, const front::About& about, std::function<void(const Guest&)> gone)
      : about_(about),
        connection_(loop, descriptor,
                    {.line = [this](std::string_view line) { seat_.take_line(line); },
                     .end = [this] { seat_.take_end(); },
                     .closed = [this, gone = std::move(gone)] { gone(*this); },
                     .taken = [this] { seat_.look(); }}),
        lines_(connection_),
        out_(&lines_),
        seat_(loop),
        place_(hall, [this](const Event& event) { hear(event); }) {
    seat_.read_input({[this] { connection_.pause(); }, [this] { connection_.resume(); }});
    connection_.pause();
    status_ = place_.submit(command::Status{});
    (void)place_.submit(command::Peers{});
    rooms_ = place_.submit(command::Rooms{});
  }

  void stop() {
    if (seat_.is_taken()) seat_.stop(front::Stop::node_ended);
  }

 private:
  // Hands on every line that is written to it.
  class LinesTo final : public std::stringbuf {
   public:
    explicit LinesTo(net::LineConnection& connection) : connection_(connection) {}
    int sync() override {
      const auto text = view();
      connection_.write(text.substr(0, text.find('\n')));
      str({});
      return 0;
    }

   private:
    net::LineConnection& connection_;
  };

  // A node of its own would have told a face first that it is ready, then who is here and which rooms are joined.
  void hear(const Event& event) {
    const auto* reply = std::get_if<event::Reply>(&event.what);
    if (reply && reply->command == *status_) return sit_down(event, *reply->status);
    if (!seat_.is_taken()) return;  // what was before, the answers tell
    if (!is_opening_) return seat_.event(event);
    if (reply) {
      is_opening_ = reply->command != *rooms_;
      return;
    }
    if (const auto* peer = std::get_if<event::Peer>(&event.what)) {
      const auto what = peer->peer.state == PeerState::away ? event::Peer::What::away : event::Peer::What::here;
      seat_.event({{}, event.at, event::Peer{what, peer->peer, {}}});
    } else if (const auto* room = std::get_if<event::Room>(&event.what); room && room->joined && room->room != kLobby) {
      auto joined = *room;
      joined.what = event::Room::What::joined;
      seat_.event({{}, event.at, joined});
    }
  }

  void sit_down(const Event& event, const event::Reply::Status& status) {
    about_.self = status.self;
    const front::Streams streams{out_, err_, [this] {
                                   const auto lines = connection_.lines_waiting();
                                   return connection_.bytes_waiting() > kBytesWaitingMax ? front::kLinesWaitingMax
                                                                                         : lines;
                                 }};
    seat_.sit_down(front::make_bot(place_, streams, as_json(), about_, {}), [this] { connection_.close_after_all(); });
    seat_.start();
    seat_.event({{}, event.at, event::Ready{status.network, status.peers}});
  }

  front::About about_;
  net::LineConnection connection_;
  LinesTo lines_;
  std::ostream out_;
  std::ostream err_{nullptr};
  Seat seat_;
  Hall::Place place_;
  Result<CommandId, Refusal> status_{CommandId{}}, rooms_{CommandId{}};
  bool is_opening_ = true;
};

Reception::Reception(net::Loop& loop, const std::filesystem::path& socket, Hall& hall, const front::About& about)
    : loop_(loop), hall_(hall), about_(about) {
  socket_ = std::make_unique<net::ControlSocket>(loop, socket, [this](int descriptor) { take(descriptor); });
}

Reception::~Reception() = default;

void Reception::take(int descriptor) {
  if (guests_.size() >= kGuestsMax) return turn_away(descriptor);
  guests_.push_back(std::make_unique<Guest>(loop_, descriptor, hall_, about_, [this](const Guest& who) {
    std::erase_if(guests_, [&who](const auto& guest) { return guest.get() == &who; });
  }));
}

// One line fits into any socket that has just been made.
void Reception::turn_away(int descriptor) const {
  std::ostringstream out;
  std::ostream nowhere(nullptr);
  (void)front::fail({out, nowhere, {}}, as_json(), net::now().wall,
                    {ErrorCode::node_silent,
                     std::to_string(kGuestsMax) + " others are attached to the earshot that runs; it takes no more.",
                     "Close one of them.", std::nullopt},
                    front::LastLine::bye);
  const auto line = out.str();
  (void)::send(descriptor, line.data(), line.size(), MSG_NOSIGNAL);
  ::close(descriptor);
}

void Reception::close() {
  socket_.reset();
  for (const auto& guest : guests_) guest->stop();
}

}  // namespace earshot::app
