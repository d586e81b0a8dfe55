// Every number of the protocol that could be another one: default, unit, and why. Tests change them; the program's
// users do not.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/base/time.h"
#include "earshot/base/types.h"
#include "earshot/crypto/network_keys.h"

namespace earshot {

namespace literals {
using std::chrono_literals::operator""us;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
}  // namespace literals

struct Config {
  // Who and where.
  std::string nick;  // already cleaned
  std::string show_name;
  std::string host;
  std::string program = "earshot 0.1.0";
  std::vector<Address> static_peers;  // greeted directly, for where broadcast does not reach
  // Empty: the open network, which has no tag. Otherwise a name that separates this network from others.
  std::string network;
  // Of a private network: what its name and passphrase give. None: the name alone separates, and hides nothing.
  std::shared_ptr<const crypto::NetworkKeys> keys;

  // Discovery (core/presence). Simulated for 3 … 1,000 peers with up to 20 % broadcast loss.
  Duration hello_delay_max = std::chrono::milliseconds(10);      // spreads a simultaneous start
  Duration hello_repeat_first = std::chrono::milliseconds(500);  // a lost hello costs this much
  Duration hello_repeat_second = std::chrono::seconds(2);
  std::size_t answer_ranks = 3;         // elected answers to a first hello; more would be N squared
  std::size_t answer_ranks_repeat = 9;  // to a repeated one: the first three may all be lost or gone
  Duration answer_delay_max = std::chrono::milliseconds(2);
  Duration beacon_interval_min = std::chrono::seconds(5);
  double beacons_per_second = 10;                     // on the whole segment: the interval is N / this beyond 50 peers
  Duration beacon_gap_min = std::chrono::seconds(1);  // between early beacons (new nick, new address)
  Duration static_interval_first = std::chrono::seconds(1);  // a lost greeting costs this much; doubled each time
  Duration static_interval_last = std::chrono::minutes(5);
  std::size_t remembered_max = 32;  // known peers, gone ones too, greeted after a change of the network

  // Pull (core/pull): the newcomer fetches the beacons that it does not know.
  std::size_t pull_window = 16;  // questions under way: ranges of the id space
  Duration pull_retry = std::chrono::milliseconds(100);
  Duration name_patience = std::chrono::seconds(2);  // after a start a name may still become known, and a second bearer

  // Liveness (core/buddies).
  Duration ping_interval = std::chrono::milliseconds(2500);  // one buddy at a time, four buddies: each every 10 s
  Duration ping_timeout = std::chrono::milliseconds(500);
  std::size_t ping_tries = 3;
  Duration partner_interval = std::chrono::seconds(5);         // of an open conversation
  Duration suspect_silence = std::chrono::milliseconds(1500);  // nothing heard for this long, beside three misses
  Duration suspect_repeat = std::chrono::seconds(1);
  Duration gone_silence = std::chrono::seconds(4);            // then a `lost` that is not refuted is believed
  Duration refute_within = std::chrono::milliseconds(1'500);  // beacon_gap_min, and the way there and back

  // Room log (core/rooms).
  std::size_t small_room = 4;  // near peers on an interface that get unicast: Wi-Fi acknowledges it
  Duration tail_copy = std::chrono::milliseconds(60);  // the newest entry again: a lost tail shows no gap. In a crowd
  Duration tail_slack = std::chrono::milliseconds(5);  // so long after all should have answered, if that is sooner
  // Then it is named, once: who missed all three is reminded or has compared logs before a fourth word would help
  // (simulated: 8 to 1,000 peers, 5 to 51 % of broadcasts lost).
  Duration head_after = std::chrono::milliseconds(260);
  std::size_t ack_at_once = 4;                             // peers up to which every ack goes at once
  Duration ack_spread_few = std::chrono::milliseconds(2);  // per peer up to 50
  std::size_t ack_few = 50;
  Duration ack_spread_many = std::chrono::milliseconds(10);    // per peer beyond: at most ~100 acks/s at the author
  Duration repair_wait = std::chrono::milliseconds(3);         // reordering is not loss
  Duration repair_backoff_few = std::chrono::milliseconds(4);  // U(0, this) up to repair_few peers
  std::size_t repair_few = 8;
  Duration repair_backoff_min = std::chrono::milliseconds(16);  // truncated exponential of RFC 5401
  Duration repair_backoff_max = std::chrono::milliseconds(200);
  Duration want_retry_first = std::chrono::milliseconds(100);
  Duration want_retry_last = std::chrono::milliseconds(1600);
  std::size_t want_tries = 3;                             // at the author, then anybody
  Duration repair_gather = std::chrono::milliseconds(3);  // two askers: one broadcast
  Duration repair_hold = std::chrono::milliseconds(30);   // the same entry not again
  Duration gap_patience = std::chrono::seconds(10);       // later entries wait this long for a gap
  std::uint64_t far_ahead = 1'024;                        // a number beyond known + this fills no table
  std::size_t log_entries_max = 20'000;                   // kept in memory over all authors
  std::size_t post_text_bytes = 750;                      // of one part: a page holds it with its signature
  std::uint64_t backlog_places = 500;                     // of each log, what was said before we came
  Duration backlog_age = std::chrono::minutes(1'440);     // a day; and no longer before that

  // Sessions (core/session, core/transport).
  // After each try, the last for all later ones: with 30 % loss half of all tries fail, and each costs one datagram.
  std::vector<Duration> handshake_retry{std::chrono::milliseconds(100), std::chrono::milliseconds(200),
                                        std::chrono::milliseconds(400), std::chrono::milliseconds(800),
                                        std::chrono::milliseconds(1600)};
  Duration handshake_give_up = std::chrono::seconds(90);
  Duration tentative_life = std::chrono::seconds(5);
  std::size_t tentative_max = 64;
  std::size_t handshakes_calm = 50;  // per second in all; beyond, a cookie first
  std::uint64_t rekey_packets = std::uint64_t{1} << 24;
  Duration rekey_use = std::chrono::minutes(30);
  Duration rekey_idle = std::chrono::minutes(10);
  Duration old_session_life = std::chrono::minutes(3);  // decrypts late packets
  Duration initial_rtt = std::chrono::milliseconds(100);
  Duration ack_delay_max = std::chrono::milliseconds(5);
  Duration pto_min = std::chrono::milliseconds(5);
  Duration pto_max = std::chrono::seconds(1);
  std::size_t flight_max = 32;  // packets
  std::size_t flight_min = 2;
  std::size_t outbox_messages_max = 1'000;              // per peer, waiting
  Duration outbox_life = std::chrono::minutes(20'160);  // a message that could not leave so long is given up

  // Limits per source (core/gate).
  Duration proven_life = std::chrono::minutes(5);
  std::size_t proven_max = 20'000;
  double handshakes_per_second = 20;
  double handshakes_burst = 5;
  double stranger_signatures_per_second = 50;
  double identities_per_second = 10;  // new ones
  double identities_burst = 64;       // a relay's pages bring many at once
  double pages_per_second = 400;
  double bad_signatures_per_second = 200;  // checked in vain: 2 % of a core; beyond, the address is ignored
  std::size_t peers_max = 20'000;
  std::size_t sources_max = 4'096;  // addresses with a bucket
};

}  // namespace earshot
