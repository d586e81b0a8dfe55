"""scripts/layers.py on small bad trees: each rule must bite, and on good ones none may."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
import layers  # noqa: E402  (found through the line above)

# Headers that the trees below may include.
GOOD_TREE = {
    "include/earshot/base/types.h": "#include <cstdint>\n",
    "include/earshot/text/text.h": '#include "earshot/base/types.h"\n',
    "include/earshot/wire/message.h": '#include "earshot/base/types.h"\n',
    "include/earshot/crypto/seal.h": '#include "earshot/base/types.h"\n',
    "include/earshot/core/node.h": '#include "earshot/wire/message.h"\n#include "earshot/crypto/seal.h"\n',
    "include/earshot/store/history.h": '#include "earshot/core/node.h"\n',
    "include/earshot/net/runner.h": '#include "earshot/core/node.h"\n',
    "include/earshot/front/front.h": '#include "earshot/core/node.h"\n',
    "src/core/outbox.h": '#include "earshot/base/types.h"\n',
    "src/core/outbox.cpp": '#include "core/outbox.h"\n#include "outbox.h"\n#include <map>\n',
    "src/base/address.cpp": "#include <arpa/inet.h>\n",
    "src/wire/codec.cpp": "#include <nlohmann/json.hpp>\n",
    "src/crypto/system_random.cpp": "#include <sodium.h>\nvoid fill() { randombytes_buf(0, 0); }\n",
    "src/text/text.cpp": "#include <utf8proc.h>\n",
    "src/store/history.cpp": "#include <sqlite3.h>\n#include <mutex>\n#include <sys/stat.h>\n",
    "src/net/runner.cpp": "#include <asio.hpp>\n#include <asio/ip/udp.hpp>\n#include <chrono>\n",
    "src/front/json_lines.cpp": "#include <nlohmann/json.hpp>\n#include <iostream>\n",
    "src/app/main.cpp": '#include <CLI/CLI.hpp>\n#include "earshot/front/front.h"\n#include "earshot/net/runner.h"\n',
    "src/app/control.cpp": "#include <asio.hpp>\n",
}


def plant(folder, extra):
    """The good tree with these files added or replaced."""
    for name, text in {**GOOD_TREE, **extra}.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def faults_of(extra):
    with tempfile.TemporaryDirectory() as folder:
        plant(folder, extra)
        return layers.Tree(Path(folder)).check()


def run_script(*arguments):
    run = subprocess.run([SCRIPTS / "layers.py", *arguments], capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


class Layers(unittest.TestCase):
    def assert_bites(self, name, text, words):
        faults = faults_of({name: text})
        self.assertEqual(len(faults), 1, f"{name}: {text!r} gave {faults}")
        self.assertTrue(faults[0].startswith(name + ":"), faults[0])
        self.assertIn(words, faults[0])

    def assert_passes(self, name, text):
        self.assertEqual(faults_of({name: text}), [])

    def test_this_project_passes(self):
        self.assertEqual(run_script(), (0, "", ""))

    def test_the_script_names_the_line_and_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            plant(folder, {"src/core/x.cpp": "\n#include <thread>\n"})
            expected = "src/core/x.cpp:2: core is pure and must not include <thread>\n"
            self.assertEqual(run_script(folder), (1, expected, ""))

    def test_a_good_tree_passes(self):
        self.assertEqual(faults_of({}), [])

    def test_lower_layers_do_not_include_higher_ones(self):
        for low, high in (
            ("base", "wire/message.h"),
            ("wire", "core/node.h"),
            ("crypto", "core/node.h"),
            ("text", "core/node.h"),
            ("core", "net/runner.h"),
            ("core", "store/history.h"),
            ("core", "front/front.h"),
        ):
            with self.subTest(f"{low} -> {high}"):
                target = high.split("/", maxsplit=1)[0]
                words = f"{low} must not include {target}"
                self.assert_bites(f"src/{low}/x.cpp", f'#include "earshot/{high}"\n', words)
                self.assert_bites(f"include/earshot/{low}/x.h", f'#  include "earshot/{high}"\n', words)

    def test_values_bytes_and_keys_do_not_see_one_another(self):
        for one, other in (("text", "wire/message.h"), ("wire", "crypto/seal.h"), ("crypto", "text/text.h")):
            with self.subTest(f"{one} -> {other}"):
                self.assert_bites(f"src/{one}/x.cpp", f'#include "earshot/{other}"\n', "must not include")

    def test_edges_do_not_see_one_another(self):
        for one, other in (("net", "store/history.h"), ("store", "front/front.h"), ("front", "net/runner.h")):
            with self.subTest(f"{one} -> {other}"):
                self.assert_bites(f"src/{one}/x.cpp", f'#include "earshot/{other}"\n', "must not include")

    def test_private_headers_stay_in_their_layer(self):
        self.assert_bites("src/net/x.cpp", '#include "core/outbox.h"\n', "core's own")
        self.assert_bites("src/net/x.cpp", '#include "../core/outbox.h"\n', "core's own")
        self.assert_bites("include/earshot/core/x.h", '#include "core/outbox.h"\n', "not installed")

    def test_an_own_header_exists_and_is_quoted(self):
        self.assert_bites("src/core/x.cpp", '#include "earshot/core/nodes.h"\n', "no file of ours")
        self.assert_bites("src/crypto/x.cpp", '#include "sodium.h"\n', "no file of ours")
        self.assert_bites("src/core/x.cpp", "#include <earshot/core/node.h>\n", "our own header")

    def test_a_layer_is_in_the_picture(self):
        self.assert_bites("src/gossip/x.cpp", "\n", "no layer is called gossip")

    def test_each_library_stays_at_home(self):
        for name, header in (
            ("src/core/x.cpp", "asio.hpp"),
            ("src/front/x.cpp", "asio/ip/udp.hpp"),
            ("src/app/main.cpp", "asio.hpp"),
            ("src/core/x.cpp", "nlohmann/json.hpp"),
            ("src/app/x.cpp", "nlohmann/json.hpp"),
            ("src/front/x.cpp", "CLI/CLI.hpp"),
            ("src/core/x.cpp", "sodium.h"),
            ("src/net/x.cpp", "sodium/crypto_sign.h"),
            ("src/core/x.cpp", "sqlite3.h"),
            ("src/front/x.cpp", "utf8proc.h"),
            ("src/app/x.cpp", "ncursesw/curses.h"),
        ):
            with self.subTest(f"{name}: {header}"):
                self.assert_bites(name, f"#include <{header}>\n", "has its home in")

    def test_a_library_nobody_knows_has_no_home(self):
        for header in ("gtest/gtest.h", "gmock/gmock.h", "boost/asio.hpp", "fmt/format.h"):
            with self.subTest(header):
                self.assert_bites("src/net/x.cpp", f"#include <{header}>\n", "no home here")

    def test_public_headers_hold_no_foreign_type(self):
        for name, header in (
            ("include/earshot/net/x.h", "asio.hpp"),
            ("include/earshot/wire/x.h", "nlohmann/json.hpp"),
            ("include/earshot/crypto/x.h", "sodium.h"),
            ("include/earshot/net/x.h", "sys/socket.h"),
        ):
            with self.subTest(f"{name}: {header}"):
                self.assert_bites(name, f"#include <{header}>\n", "in a public header")

    def test_pure_layers_include_no_world(self):
        for layer in ("base", "text", "wire", "crypto", "core"):
            for header in ("thread", "mutex", "atomic", "iostream", "fstream", "filesystem", "random", "sys/socket.h"):
                with self.subTest(f"{layer}: {header}"):
                    self.assert_bites(f"src/{layer}/x.cpp", f"#include <{header}>\n", f"{layer} is pure")
        self.assert_bites("src/base/types.cpp", "#include <arpa/inet.h>\n", "base is pure")

    def test_pure_layers_do_nothing_to_the_world(self):
        for code in (
            "auto now = std::chrono::steady_clock::now();",
            "auto now = system_clock::now();",
            "auto now = time(nullptr);",
            "clock_gettime(CLOCK_BOOTTIME, &at);",
            "int die = std::rand();",
            "std::random_device seed;",
            "std::uniform_int_distribution<int> die(1, 6);",
            'auto home = std::getenv("HOME");',
            "std::cout << 1;",
            'std::printf("x");',
            'std::fprintf(stderr, "x");',
            'auto file = std::fopen("x", "r");',
            "thread_local int count = 0;",
        ):
            for layer in ("base", "text", "wire", "crypto", "core"):
                with self.subTest(f"{layer}: {code}"):
                    self.assert_bites(f"src/{layer}/x.cpp", f"\n{code}\n", f"x.cpp:2: {layer} ")
            self.assert_passes("src/net/x.cpp", code + "\n")

    def test_a_pointer_is_never_printed(self):
        self.assert_bites("src/core/x.cpp", 'std::snprintf(line, size, "%p", node);\n', "prints a pointer")

    def test_core_containers_have_an_order(self):
        self.assert_bites("src/core/x.cpp", "#include <map>\nstd::unordered_map<int, int> peers;\n", "order")
        self.assert_passes("src/store/x.cpp", "std::unordered_map<int, int> peers;\n")

    def test_libsodium_draws_in_one_place_only(self):
        for code in ("randombytes_buf(key, 32);", "crypto_kdf_keygen(key);", "crypto_sign_keypair(pk, sk);"):
            with self.subTest(code):
                self.assert_bites("src/crypto/x.cpp", f"#include <sodium.h>\n{code}\n", "past Random")
        self.assert_passes("src/crypto/x.cpp", "#include <sodium.h>\nint a = crypto_sign_seed_keypair(pk, sk, seed);\n")

    def test_words_in_comments_and_literals_are_just_words(self):
        for text in (
            "// steady_clock is read by the caller\n",
            "/* std::thread\n   rand() */\n",
            'auto words = "std::cout << \\" rand()";\n',
            'auto words = R"(getenv("x"))";\n',
            "auto bytes = 1'000'000; auto quote = '\"'; // rand()\n",
        ):
            with self.subTest(text):
                self.assert_passes("src/core/x.cpp", text)
        self.assert_bites("src/core/x.cpp", "auto n = 1'000; auto q = '\"'; int die = rand();\n", "randomness")

    def test_the_build_links_the_same_arrows(self):
        self.assert_passes(
            "src/core/CMakeLists.txt", "earshot_layer(core SOURCES a.cpp USES earshot::wire PRIVATE other::net)\n"
        )
        self.assert_bites(
            "src/core/CMakeLists.txt", "earshot_layer(core SOURCES a.cpp\n  USES earshot::net)\n", "must not link net"
        )


if __name__ == "__main__":
    unittest.main()
