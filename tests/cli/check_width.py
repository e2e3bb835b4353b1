"""In a terminal nothing that the lab prints is wider than it: tables, prose, help, code and errors. Commands to copy and
names without a blank are not broken.
usage: check_width.py FAIRLANE TEST_RECORD"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402

fairlane, writer = lib.paths()
WHOLE = re.compile(r"install \S+ with: ")  # to be copied


def shown(words, columns):
    """What a terminal of that width shows, without colours."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen([fairlane, *words], stdin=subprocess.DEVNULL, stdout=follower, stderr=follower,
                               env={**os.environ, "NO_COLOR": "1"})
    os.close(follower)
    text = b""
    while True:
        try:
            more = os.read(leader, 1 << 16)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        text += more
    process.wait()
    os.close(leader)
    return text.decode()


def check(words, columns):
    text = shown(words, columns)
    lib.demand(f"{words}: something is printed", text.strip())
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.rsplit("\r", 1)[-1]  # what a progress line says last
        if len(line) > columns and not WHOLE.match(line) and max(map(len, line.split())) < columns // 2:
            lib.demand(f"fairlane {' '.join(words)}", False, f"{len(line)} of {columns} columns: {line}")


def main():
    listed = subprocess.run([fairlane, "help"], check=True, capture_output=True, text=True).stdout
    commands = re.findall(r"^  ([a-z]\S+) ", listed.split("commands:")[1].split("environment:")[0], re.MULTILINE)
    lib.demand("help names the commands", {"run", "disassemble", "point93"} <= set(commands))
    calls = [[], ["help"], ["--version"], ["list"], ["model"], ["select"], ["run", "--kernel", "no such kernel at all"],
             ["disassemble", "scalar"], ["disassemble", "autovec"], ["disassemble", "logistic-784x1"]]
    core = "not INTEL_RCL: it has PREFETCHI (GenuineIntel family 6 model 167)"
    for i, name in enumerate(("one.json", "two.json")):
        lib.edit_json(lib.result_file(writer, name, 0.001 * i), lambda document: document["environment"].update(
            boot_id=name, microarchitecture=core, hidden_features="AVX512VL, AVX512BW, AVX512DQ, AVX512CD, AVX512F"))
    calls += [["report", "one.json", "--plot"], ["compare", "one.json", "two.json", "--of", "avx2,scalar"]]
    for columns in (60, 80):
        for words in calls + [["help", command] for command in commands if command != "help"]:
            check(words, columns)
    # Wherever there is no terminal, a line is a row or a sentence, to be searched.
    code = subprocess.run([fairlane, "disassemble", "scalar"], check=True, capture_output=True, text=True).stdout
    lib.demand("in a pipe code keeps its notes beside it", re.search(r"^ .*\S +<- \S", code, re.MULTILINE))


with lib.scratch():
    main()
lib.finish("every line fits")
