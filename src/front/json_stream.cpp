#include "front/json_stream.h"

#include "front/troubles.h"

namespace earshot::front {

void JsonStream::close_gap(Moment now) {
  if (dropped_ == 0) return;
  sheet_.line(lines_.gap(now.wall, dropped_, dropped_from_));
  dropped_ = 0;
  dropped_from_.reset();
}

void JsonStream::note(const Event& event) {
  if (const auto* peer = std::get_if<event::Peer>(&event.what); peer && peer->peer.trust == Trust::self)
    lines_.self_is(peer->peer);
  if (event.seq) last_seq_ = *event.seq;
}

void JsonStream::event(Moment now, const Event& event) {
  if (!has_room()) return leave_out(event);
  close_gap(now);
  sheet_.line(lines_.event(event));
}

void JsonStream::leave_out(const Event& event) {
  if (!dropped_from_) dropped_from_ = event.seq;
  ++dropped_;
}

void JsonStream::missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) {
  if (!dropped_from_) dropped_from_ = from_seq;
  dropped_ += events;
  if (has_room()) close_gap(now);
}

void JsonStream::result(Moment now, const Answer& answer) {
  close_gap(now);
  sheet_.line(lines_.result(now.wall, answer));
}

void JsonStream::bye(Moment now, std::string_view reason, const std::optional<Trouble>& error) {
  close_gap(now);
  sheet_.line(lines_.bye(now.wall, reason, error));
  if (error) sheet_.error(error_line(*error));
}

}  // namespace earshot::front
