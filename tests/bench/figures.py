"""All figures of the main job, each line with the command that makes it. Run by scripts/bench; needs a release build
with -DEARSHOT_BENCH=ON. Everything happens inside throw-away network namespaces."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/system"))
import first_screen  # noqa: E402
import lab  # noqa: E402
import namespaces  # noqa: E402

BENCH = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/bench/tests/bench")
PROGRAM = BENCH.parents[1] / "src/app/earshot"
RUNS = 5
COUNT = 1000
EVERY_US = 2000  # far apart: latency, not throughput
ROOM_COUNT = 400
ROOM_EVERY_US = 50_000  # a lively room. Where one comes every 2 ms, each waits for the repair of those before it
PATIENCE = 120
MESSAGES = 1_000_000  # in the history that is searched


def start(host, *words):
    return subprocess.Popen(host.command(BENCH / "bench_talk", *map(str, words)), stdout=subprocess.PIPE, text=True)


def figures(process):
    output, _ = process.communicate(timeout=PATIENCE)
    return json.loads(output.splitlines()[-1])


def middle(measured, key):
    return statistics.median(figure[key] for figure in measured)


def raw(hosts):
    ear = start(hosts[1], "hear-raw", 9999, COUNT)
    start(hosts[0], "say-raw", hosts[1].address, 9999, COUNT, EVERY_US).wait(PATIENCE)
    return figures(ear)


def direct(hosts):
    ear = start(hosts[1], "hear", "eth0", COUNT)
    mouth = start(hosts[0], "say", "eth0", "hear", COUNT, EVERY_US)
    heard = figures(ear)
    mouth.communicate(timeout=PATIENCE)
    return heard


def room(hosts, count=COUNT, every_us=EVERY_US):
    ears = [start(host, "hear", "eth0", count) for host in hosts[1:]]
    mouth = start(hosts[0], "say", "eth0", f"#{len(ears)}", count, every_us)
    heard = [figures(ear) for ear in ears]
    mouth.communicate(timeout=PATIENCE)
    return {key: max(figure[key] for figure in heard) for key in ("p50_us", "p99_us")}  # of the worst listener


def latency(lan):
    for host in lan.hosts:
        host.run("true")
    two = lan.hosts[:2]
    runs = [(raw(two), direct(two), room(two)) for _ in range(RUNS)]  # in turn: the machine's speed drifts
    base = middle([run[0] for run in runs], "p50_us")
    say("one way, raw UDP, 250 B", f"{base:.0f} us median, {middle([run[0] for run in runs], 'p99_us'):.0f} us p99")
    for number, name in ((1, "direct message"), (2, "room message")):
        p50 = middle([run[number] for run in runs], "p50_us")
        say(f"one way, {name}, 100 B text", f"{p50:.0f} us median, {p50 / base:.2f} x raw, raw + {p50 - base:.0f} us")


def latency_with_loss(lan, percent):
    for host in lan.hosts:
        host.lose(percent / 2)  # out of one host and into the other: together about that much
    measured = [direct(lan.hosts[:2]) for _ in range(RUNS)]
    say(f"direct message at {percent} % loss", f"p99 {middle(measured, 'p99_us') / 1000:.1f} ms")
    measured = [room(lan.hosts, ROOM_COUNT, ROOM_EVERY_US) for _ in range(3)]
    say(f"room message to {len(lan.hosts) - 1} others at {percent} % loss",
        f"p99 {middle(measured, 'p99_us') / 1000:.1f} ms at the worst listener")
    for host in lan.hosts:
        host.lose(0)


def arrival(lan):
    for peers in (3, 10, 50):
        output = lan.host(1).run(BENCH / "bench_arrival", "eth0", str(peers), str(RUNS))
        figure = json.loads(output.splitlines()[-1])
        say(f"newcomer among {peers}: all list it, it lists all", f"{figure['p50_us'] / 1000:.0f} ms median of {RUNS}")


def catch_up(lan):
    authors, each = 100, 100
    measured = []
    for _ in range(RUNS):
        holder = subprocess.Popen(
            lan.host(1).command(BENCH / "bench_catch_up", "hold", "eth0", str(authors), str(each)),
            stdout=subprocess.PIPE, text=True)  # fmt: skip
        holder.stdout.readline()
        newcomer = lan.host(2).run(BENCH / "bench_catch_up", "fetch", "eth0", str(authors * each))
        measured.append(json.loads(newcomer.splitlines()[-1]))
        holder.terminate()
        holder.wait(PATIENCE)
    say(f"newcomer has {authors * each} entries by {authors} authors",
        f"{middle(measured, 'took_us') / 1e6:.2f} s median of {RUNS}, {middle(measured, 'cpu_us') / 1e6:.2f} s of a core")


def counts():
    for line in namespaces.run(BENCH / "bench_counts").splitlines():
        figure = json.loads(line)
        name = figure.pop("name")
        say(name, ", ".join(f"{key} {value}" for key, value in figure.items()))


def store():
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:  # on a disk: /tmp may be memory
        lines = namespaces.run(BENCH / "bench_store", folder, str(MESSAGES)).splitlines()
    measured = {figure["name"]: figure for figure in map(json.loads, lines)}
    for name, count in (("commit of 1 message", 1), ("commit of 100 messages", 100)):
        p50 = measured[name]["p50_us"]
        say(f"{name}, each synced", f"{p50 / 1000:.1f} ms median, {count * 1e6 / p50:.0f} messages/s")
    say("write and sync of 4 KiB on this disk", f"{measured['write and sync of 4 KiB']['p50_us'] / 1000:.1f} ms median")
    for name in [name for name in measured if name.startswith("search") or name in ("newest page", "open", "load")]:
        say(f"{name}, {MESSAGES} messages kept", f"{measured[name]['p50_us'] / 1000:.1f} ms median")
    say(f"file of {MESSAGES} messages", f"{measured['file']['bytes'] / 1e6:.0f} MB")


def say(what, figure):
    print(f"{what:55} {figure}", flush=True)


def main():
    namespaces.enter()
    with lab.build(10) as lan:
        latency(lan)
        latency_with_loss(lan, 5)
        arrival(lan)
        catch_up(lan)
    namespaces.run("ip", "link", "set", "lo", "up")
    for what, runs in first_screen.measured(PROGRAM):
        say(what, first_screen.in_words(runs))
    counts()
    store()


if __name__ == "__main__":
    main()
