"""What the machine code of a plain loop is, derived from objdump's text alone: no decoder, trace or rule of the lab's
own has a part in it, so that a trace can be held against it.

The products and sums of the work stand in innermost loops; those that take fewer elements of the input in a turn than
another one do the rest that it leaves. Of each that multiplies:
  products   the widest form that multiplies: "scalar", "SIMD-128" …, and whether all of them are fused;
  sums       the widest form that adds, "scalar" where the additions are in source order. They are where the longest
             chain of additions that one turn of the loop adds to, each of them of a product that nothing was added to
             before, is as long as the elements of the input that this turn takes."""
import re
import subprocess

X86, AARCH64 = "x86_64", "aarch64"
ORDER = ["scalar", "SIMD-128", "SIMD-256", "SIMD-512", "SIMD-SVE"]


class Instruction:
    def __init__(self, address, mnemonic, operands):
        self.address, self.mnemonic, self.operands = address, mnemonic, operands


def split_operands(text):
    """At the commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text + ","):
        depth += c in "([{"
        depth -= c in ")]}"
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [part for part in parts if part]


def disassembled(objdump, program, function):
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", f"--disassemble={function}", program], check=True,
                          capture_output=True, text=True).stdout
    found, inside = [], False
    for line in text.splitlines():
        if line.endswith(f"<{function}>:"):
            inside = True
        match = re.match(r"^\s*([0-9a-f]+):\s+(\S.*)$", line)
        if not inside or not match:
            continue
        body = re.sub(r"\s+(# |//).*$", "", match[2])
        words = [word for word in body.split(None, 1) if word]
        while words[0] in ("rep", "repz", "bnd", "cs", "data16", "notrack", "lock") and len(words) > 1:
            words = words[1].split(None, 1)
        found.append(Instruction(int(match[1], 16), words[0], split_operands(words[1] if len(words) > 1 else "")))
    if not found:
        raise SystemExit(f"{objdump} shows no function {function} in {program}")
    return found


def innermost_loops(code):
    """Between the target of each jump back and the jump, where no other such jump lies between."""
    at = {instruction.address: i for i, instruction in enumerate(code)}
    spans = []
    for i, instruction in enumerate(code):
        if not re.match(r"^(j|b$|b\.|cbn?z|tbn?z)", instruction.mnemonic) or not instruction.operands:
            continue
        target = re.match(r"^([0-9a-f]+)\b", instruction.operands[-1])
        begin = at.get(int(target[1], 16)) if target else None
        if begin is not None and begin <= i:
            spans.append((begin, i))
    return [code[begin:end + 1] for begin, end in spans
            if not any(begin <= b and e < end or begin < b and e <= end for b, e in spans)]


# ---- x86-64: AT&T's syntax, the destination last ----

def x86_registers(operands):
    return [("v" + m[2], m[1]) if (m := re.match(r"^%([xyz])mm(\d+)", operand)) else None for operand in operands]


def x86_effect(instruction):
    """(kind, class, destination, sources) of an instruction on vector registers, else None. kind: multiply, add, fuse,
    move (of any sort)."""
    name, registers = instruction.mnemonic, x86_registers(instruction.operands)
    if not registers or registers[-1] is None:
        return None
    destination, width = registers[-1]
    wide = {"x": "SIMD-128", "y": "SIMD-256", "z": "SIMD-512"}[width]
    sources = [r[0] for r in registers[:-1] if r]
    legacy = not name.startswith("v")
    match = re.match(r"^v?(mul|add|sub|fn?m(?:add|sub)\d+)(ss|ps)$", name)
    if match:
        kind = {"m": "multiply", "a": "add", "s": "add", "f": "fuse"}[match[1][0]]
        sources += [destination] if legacy or kind == "fuse" else []
        return kind, "scalar" if match[2] == "ss" else wide, destination, sources
    if re.match(r"^v?(xorp[sd]|pxor[dq]?)$", name) and {destination, *sources} == {destination}:
        return "move", wide, destination, []
    # two operands of the old encoding: what is not a copy keeps something of the destination
    keeps = legacy and not re.match(r"^(mov(aps|ups|dqa|dqu|apd|upd|q|d|sldup|shdup)|pshufd)$", name)
    keeps = keeps and not (name in ("movss", "movsd") and not sources)
    return "move", wide, destination, sources + ([destination] if keeps else [])


def x86_step(loop):
    """Elements of the input that one turn takes: what a register that addresses with grows by, in floats."""
    scales = {}
    for instruction in loop:
        for operand in instruction.operands:
            match = re.match(r"^-?(?:0x)?[0-9a-f]*\((%\w+)?(?:,(%\w+),(\d))?\)$", operand)
            if match:
                if match[1]:
                    scales.setdefault(match[1], 1)
                if match[2]:
                    scales[match[2]] = int(match[3])
    steps = []
    for instruction in loop:
        name, operands = instruction.mnemonic, instruction.operands
        if re.match(r"^(add|sub)[ql]?$", name) and operands[0].startswith("$") and operands[1] in scales:
            step = int(operands[0][1:], 0)
            step -= (1 << 64) if step >> 63 else 0
            steps.append(abs(step) * scales[operands[1]] // 4)
        elif re.match(r"^inc[ql]?$", name) and operands[0] in scales:
            steps.append(scales[operands[0]] // 4)
    return max(steps, default=0)


# ---- AArch64: the destination first ----

def aarch64_register(operand):
    match = re.match(r"^\{?([bhsdqvz])(\d+)(?:\.(\d*)([bhsd]))?", operand)
    return (f"v{match[2]}", match[1], match[3]) if match else None


def aarch64_effect(instruction):
    name, registers = instruction.mnemonic, [aarch64_register(operand) for operand in instruction.operands]
    if not registers or registers[0] is None or name.startswith("st"):
        return None
    destination, letter, count = registers[0]
    wide = "SIMD-SVE" if letter == "z" else "SIMD-128" if letter in "vq" else "scalar"
    sources = [r[0] for r in registers[1:] if r]
    if name in ("ldp", "ldnp") and registers[1]:
        return "move", wide, destination, []
    if name == "fadda":
        return "ordered", "scalar", destination, sources
    if name in ("fmul", "fnmul"):
        return "multiply", wide, destination, sources
    if name in ("fadd", "fsub", "faddp", "faddv"):
        return "add", wide, destination, sources
    if re.match(r"^fn?m(la|ls|add|sub|ad|sb)$", name):
        keeps = not name.endswith(("madd", "msub"))
        return "fuse", wide, destination, sources + ([destination] if keeps else [])
    keeps = name == "ins" or name == "mov" and "[" in instruction.operands[0] or name == "ld1" and "[" in "".join(
        instruction.operands[:1])
    return "move", wide, destination, sources + ([destination] if keeps else [])


def aarch64_step(loop, code, sve_floats):
    """As x86_step(). A register that another instruction of the loop sets as well is no place in the input."""
    counted = {"cntb": 4, "cnth": 2, "cntw": 1, "incb": 4, "inch": 2, "incw": 1}  # in vectors of floats
    of_register = {i.operands[0]: counted[i.mnemonic] * sve_floats for i in code if i.mnemonic.startswith("cnt")
                   and i.mnemonic in counted and len(i.operands) == 1}
    shifts, steps = {}, []
    for instruction in loop:
        for operand in instruction.operands:
            match = re.match(r"^\[(\w+), (x\w+), lsl #(\d)", operand)
            if match:
                shifts[match[2]] = int(match[3])
    set_by = [instruction.operands[0] for instruction in loop
              if instruction.operands and re.match(r"^[wx]\d+$", instruction.operands[0])
              and not re.match(r"^(st|cmp|cb|tb)", instruction.mnemonic)]
    for instruction in loop:
        name, operands = instruction.mnemonic, instruction.operands
        if operands and re.match(r"^(ld|st)", name) and re.match(r"^#-?(0x)?\d+", operands[-1]):
            steps.append(abs(int(operands[-1][1:], 0)) // 4)  # the address goes on after the access
        if not operands or set_by.count(operands[0]) != 1:
            continue
        shift = shifts.get(operands[0], 0)
        if name in ("add", "sub") and operands[0] == operands[1] and operands[2].startswith("#"):
            steps.append((int(operands[2][1:], 0) << shift) // 4)
        elif name == "add" and operands[0] == operands[1] and operands[2] in of_register:
            steps.append((of_register[operands[2]] << shift) // 4)
        elif name in counted and name.startswith("inc"):
            times = re.search(r"mul #(\d+)", " ".join(operands))
            steps.append((counted[name] * sve_floats * (int(times[1]) if times else 1) << shift) // 4)
    return max(steps, default=0)


# ---- both ----

def chain_growth(effects, ordered_lanes):
    """By how much one turn lengthens the longest chain of additions of fresh products: two turns against one."""
    depth, lengths = {}, []
    for _ in range(3):
        for kind, _, destination, sources in effects:
            known = [depth.get(source, 0) for source in sources]
            if kind == "multiply":
                depth[destination] = 0
            elif kind == "ordered":
                depth[destination] = max(known) + ordered_lanes
            elif kind == "fuse" or kind == "add" and (len(known) < 2 or 0 in known):
                depth[destination] = max(known, default=0) + 1
            else:
                depth[destination] = max(known, default=0)
        lengths.append(max(depth.values(), default=0))
    return lengths[2] - lengths[1]


def class_of_loop(loop, code, machine, sve_floats):
    """(elements of a turn, (products, sums, whether all products are fused)), or None where nothing is multiplied."""
    effect = x86_effect if machine == X86 else aarch64_effect
    effects = [e for e in map(effect, loop) if e]
    products = [e for e in effects if e[0] in ("multiply", "fuse")]
    sums = [e for e in effects if e[0] in ("add", "fuse", "ordered")]
    if not products:
        return None
    widest = lambda which: max((e[1] for e in which), key=ORDER.index, default="none")
    step = x86_step(loop) if machine == X86 else aarch64_step(loop, code, sve_floats)
    growth = chain_growth(effects, sve_floats)
    in_order = step > 0 and growth >= step
    return step, (widest(products), "scalar" if in_order else widest(sums), all(e[0] == "fuse" for e in products))


def class_of(objdump, program, function, machine, sve_floats=4):
    """"SIMD-256+FMA" or "products SIMD-256, sums scalar", as the lab would say it; "mixed" where loops differ."""
    code = disassembled(objdump, program, function)
    loops = [c for c in (class_of_loop(loop, code, machine, sve_floats) for loop in innermost_loops(code)) if c]
    most = max((step for step, _ in loops), default=0)
    found = {c for step, c in loops if step == most}
    if len(found) != 1:
        return f"mixed: {sorted(found)}"
    products, sums, fused = found.pop()
    fma = "+FMA" if fused else ""
    return f"{products}{fma}" if products == sums else f"products {products}{fma}, sums {sums}"
