"""What the contestants written in Python share: fairlane.peer/1 (see ../protocol.md) on standard input and output.

A contestant is a module that gives serve() one object with
    identity            dict: name, version, work, predict_returns, examine_returns
    facts()             dict of texts
    load(weight, bias)  float32 in the machine's order, as bytes
    take(sample)        likewise
    predict()           one inference: a list of numbers
    calls(times, n)     fills times[0..n) with one inference each, in ns
    round(n)            n inferences between two readings of the clock, in ns
    infer_between(begin, end)   begin(), one inference, end()
Its loops hold the inference itself, written as a user writes it: a function for it to be called through would cost
what some contestants take altogether. What the last call returned is kept until the next one has returned, and
dropped inside the timed part, as in a user's loop. The garbage collector is left as Python has it: on."""

import array
import ctypes
import gc
import json
import math
import os
import platform
import resource
import signal
import stat
import sys
from time import perf_counter_ns

INPUTS, OUTPUTS = 784, 2
LONGEST_LINE = 8192
LARGEST_FILE = 1 << 20
MOST_CALLS = 10_000_000  # of one answer that holds a time for each
MOST_IN_ROUND = 10**12
WARM_UPS_BEFORE_REGION = 20
LONGEST_FACT = 250
# Parts of the names of environment variables that change what a library executes.
SETTINGS = ("CORETYPE", "NUM_THREADS", "CPU_CAPABILITY", "ENABLE_INSTRUCTIONS", "MAX_CPU_ISA", "NPY_DISABLE", "MKL_")
SETTINGS += ("LD_PRELOAD", "MALLOC", "GLIBC_TUNABLES")


class Refused(Exception):
    """A request that cannot be answered, with the reason in one line."""


def missing(name, what):
    """Ends the program: what it needs is not installed."""
    print(f"{name}: {what}; run: bench/peers/{name}/setup", file=sys.stderr)
    sys.exit(3)


# Reading safetensors


def _unique(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name occurs twice")
    return members


def _is_count(value):
    return type(value) is int and value >= 0


def _check_tensor(name, tensor):
    if not isinstance(tensor, dict) or set(tensor) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"{name!r} is no tensor")
    offsets, shape = tensor["data_offsets"], tensor["shape"]
    if not (isinstance(offsets, list) and len(offsets) == 2 and all(map(_is_count, offsets))):
        raise ValueError(f"{name!r} has no data_offsets")
    if not (isinstance(shape, list) and all(map(_is_count, shape))):
        raise ValueError(f"{name!r} has no shape")


def _parse_tensors(content):
    """The tensors of a safetensors file by name, and the bytes of its data."""
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > len(content) - 8:
        raise ValueError("the file is shorter than its header")
    tensors = json.loads(content[8 : 8 + length].decode(), object_pairs_hook=_unique)
    if content[8:9] != b"{" or not isinstance(tensors, dict):
        raise ValueError("the header is no JSON object")
    tensors.pop("__metadata__", None)
    for name, tensor in tensors.items():
        _check_tensor(name, tensor)
    end = 0  # the data are covered without hole or overlap
    for tensor in sorted(tensors.values(), key=lambda tensor: tensor["data_offsets"]):
        if tensor["data_offsets"][0] != end or tensor["data_offsets"][1] < end:
            raise ValueError("the tensors do not follow one another")
        end = tensor["data_offsets"][1]
    data = content[8 + length :]
    if end != len(data):
        raise ValueError(f"the tensors take {end} bytes of {len(data)}")
    return tensors, data


def read_tensors(path, shapes):
    """The float32 tensors of these names and shapes in a safetensors file, as bytes in the machine's order."""
    # Not blocking: a pipe that nobody writes to would never open.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Refused(f"{path}: is not a regular file")
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Refused(f"{path}: is larger than {LARGEST_FILE} bytes")
    try:
        tensors, data = _parse_tensors(content)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path}: is no safetensors file: {error}") from None
    found = []
    for name, shape in shapes.items():
        tensor = tensors.get(name)
        if tensor is None:
            raise Refused(f"{path}: holds no tensor {name!r}")
        begin, end = tensor["data_offsets"]
        if tensor["dtype"] != "F32" or tensor["shape"] != shape or end - begin != 4 * math.prod(shape):
            raise Refused(f"{path}: the tensor {name!r} is not F32 {shape}")
        values = array.array("f", data[begin:end])
        if sys.byteorder == "big":
            values.byteswap()
        found.append(values.tobytes())
    return found


# Facts


def python_facts():
    """What every contestant in Python tells about itself."""
    settings = [
        f"{name}={value}" for name, value in sorted(os.environ.items()) if any(part in name for part in SETTINGS)
    ]
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "garbage_collector": f"{'on' if gc.isenabled() else 'off'}, thresholds {gc.get_threshold()}",
        "settings": (" ".join(settings) or "none")[:LONGEST_FACT],
    }


def _ask(library, name, suffix, restype):
    for prefix in ("", "scipy_"):
        try:
            function = getattr(library, f"{prefix}{name}{suffix}")
        except AttributeError:
            continue
        function.restype = restype
        return function()
    return None


def blas_fact():
    """The BLAS libraries that this process has loaded, from its memory map, and the core that OpenBLAS has picked."""
    found = {}
    with open("/proc/self/maps", errors="replace") as maps:
        for line in maps:
            path = line.rstrip("\n").partition("/")[2]
            file = path.rpartition("/")[2]
            if file.startswith(
                ("libopenblas", "libscipy_openblas", "libblis", "libmkl", "libblas", "libcblas", "libatlas")
            ):
                found[os.path.realpath(f"/{path}")] = None
    words = []
    for path in found:
        library = ctypes.CDLL(path)
        words.append(os.path.basename(path))
        for suffix in ("", "64_"):
            core = _ask(library, "openblas_get_corename", suffix, ctypes.c_char_p)
            if core is not None:
                threads = _ask(library, "openblas_get_num_threads", suffix, ctypes.c_int)
                config = _ask(library, "openblas_get_config", suffix, ctypes.c_char_p) or b""
                version = " ".join(config.decode(errors="replace").split()[:2])
                words[-1] += f" ({version}, core {core.decode(errors='replace')}, threads {threads})"
                break
    return (", ".join(dict.fromkeys(words)) or "none")[:LONGEST_FACT]


# Answers


def write_numbers(values):
    """A JSON array with the digits that a float32 needs."""
    values = [float(value) for value in values]
    if not all(map(math.isfinite, values)):
        raise Refused(f"the result is not finite: {values}")
    return "[" + ", ".join(f"{value:.9g}" for value in values) + "]"


def _nothing(sample):
    """The empty call: takes an argument and returns something."""
    return sample


def _time_nothing(times, n):
    for i in range(n):
        start = perf_counter_ns()
        output = _nothing(None)
        stop = perf_counter_ns()
        times[i] = stop - start
    return output


def _enter_nothing(begin, end):
    begin()
    end()


def _enter_region(contestant):
    path = os.environ.get("FAIRLANE_REGION")
    if not path:
        raise Refused("FAIRLANE_REGION is not set: it names libfairlane_region")
    library = ctypes.CDLL(path)
    marks = [library.fl_region_begin, library.fl_region_begin_empty, library.fl_region_end]
    begin, begin_empty, end = marks
    other = ctypes.CDLL(None).getpid  # is called as the marks are, and marks nothing
    for function in (*marks, other):
        function.argtypes, function.restype = [], None
    # CPython rewrites code that has run several times: what is traced must be in the state that is timed.
    for _ in range(WARM_UPS_BEFORE_REGION):
        _enter_nothing(other, other)
        contestant.infer_between(other, other)
    for _ in range(2):
        _enter_nothing(begin_empty, end)
    contestant.infer_between(begin, end)


class _Peer:
    def __init__(self, contestant):
        self.contestant = contestant
        self.loaded = {"model": False, "sample": False}

    def identify(self):
        clock = {"clock": "perf_counter_ns", "facts": {**self.contestant.facts(), **python_facts()}}
        return json.dumps({"protocol": "fairlane.peer/1", **self.contestant.identity, **clock})

    def model(self, path):
        self.contestant.load(*read_tensors(path, {"weight": [OUTPUTS, INPUTS], "bias": [OUTPUTS]}))
        self.loaded["model"] = True

    def sample(self, path):
        self.contestant.take(*read_tensors(path, {"sample": [1, INPUTS]}))
        self.loaded["sample"] = True

    def ready(self):
        for name, loaded in self.loaded.items():
            if not loaded:
                raise Refused(f"there is no {name} yet: send '{name} PATH' first")

    def predict(self):
        self.ready()
        return write_numbers(self.contestant.predict())

    def calls(self, warm_ups, n):
        self.ready()
        return self._timed(self.contestant.calls, warm_ups, n)

    def empty(self, warm_ups, n):
        return self._timed(_time_nothing, warm_ups, n)

    def _timed(self, loop, warm_ups, n):
        times = array.array("q", bytes(8 * max(warm_ups, n)))
        loop(times, warm_ups)
        loop(times, n)
        return " ".join(map(str, times[:n]))

    def round(self, warm_ups, n):
        self.ready()
        if warm_ups:
            self.contestant.round(warm_ups)
        return str(self.contestant.round(n))

    def counters(self):
        generations = [generation["collections"] for generation in gc.get_stats()]
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return json.dumps(
            {
                "garbage_collections": sum(generations),
                **{f"garbage_collections_generation_{i}": count for i, count in enumerate(generations)},
                "page_faults_minor": usage.ru_minflt,
                "page_faults_major": usage.ru_majflt,
                "context_switches_voluntary": usage.ru_nvcsw,
                "context_switches_involuntary": usage.ru_nivcsw,
            }
        )

    def region(self):
        self.ready()
        _enter_region(self.contestant)


def _counts(text, most):
    words = text.split(" ")
    # Longer ones are refused before they are converted, which takes long for very long ones.
    if len(words) != 2 or not all(word.isascii() and word.isdigit() and len(word) <= 15 for word in words):
        raise Refused("expected two whole numbers, WARMUPS and N")
    warm_ups, n = map(int, words)
    if not 1 <= n <= most or warm_ups > most:
        raise Refused(f"N is from 1 to {most}, WARMUPS from 0 to {most}")
    return warm_ups, n


def answer(peer, line):
    """The answer to one request, without its line feed."""
    request, _, rest = line.partition(" ")
    plain = {
        "identify": peer.identify,
        "predict": peer.predict,
        "examine": peer.predict,
        "counters": peer.counters,
        "region": peer.region,
    }
    if request in plain:
        if line != request:
            raise Refused(f"{request} takes no argument")
        result = plain[request]()
    elif request in ("model", "sample"):
        if not rest or "\0" in rest:
            raise Refused(f"{request} takes the path of a file")
        result = peer.model(rest) if request == "model" else peer.sample(rest)
    elif request in ("calls", "empty"):
        counts = _counts(rest, MOST_CALLS)
        result = peer.calls(*counts) if request == "calls" else peer.empty(*counts)
    elif request == "round":
        result = peer.round(*_counts(rest, MOST_IN_ROUND))
    else:
        raise Refused(f"unknown request {request[:40]!r}")
    return f"ok {result}" if result else "ok"


def _one_line(error):
    text = str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split()).encode("utf-8", "replace").decode()[:1000]


def _requests():
    """Every line of standard input as text, or an exception in its place."""
    source = sys.stdin.buffer
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = source.readline(LONGEST_LINE)
            yield Refused(f"a request has at most {LONGEST_LINE} bytes")
            continue
        try:
            yield line.removesuffix(b"\n").decode()
        except UnicodeDecodeError:
            yield Refused("a request is UTF-8")


def serve(contestant):
    """Answers requests until `quit` or the end of input. Returns the exit code."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever asked has gone: end without a word
    # Nothing but answers comes out of standard output: what a library prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    peer = _Peer(contestant)
    for line in _requests():
        if line == "quit":
            answers.write("ok\n")
            break
        try:
            if isinstance(line, Refused):
                raise line
            reply = answer(peer, line)
        except Exception as error:  # whatever a library raises: the next request may do better
            reply = f"error {_one_line(error)}"
        answers.write(reply + "\n")
        answers.flush()
    answers.close()
    return 0
