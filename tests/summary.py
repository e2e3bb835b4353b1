"""Reads CTest's JUnit file: says what was skipped and why, then "N passed, N failed, N skipped"."""
import re
import sys
import xml.etree.ElementTree as tree


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def skipped_inside(text):
    """Cases that a cmocka program left out although the program as a whole passed."""
    return sorted(set(re.findall(r"^\[  SKIPPED \] ([A-Za-z_]\w*)$", text, re.MULTILINE)))


def not_tried(text):
    """Parts that a script left out, each with its reason, although the script as a whole passed."""
    return re.findall(r"^not tried: (.*)$", text, re.MULTILINE)


def main(path):
    passed, failed, skipped = 0, 0, 0
    for case in tree.parse(path).getroot().iter("testcase"):
        name, output = case.get("name"), case.findtext("system-out") or ""
        note = case.find("skipped")
        if case.get("status") == "run":
            passed += 1
            inside = skipped_inside(output)
            if inside:
                print(f"skipped inside {name}: {', '.join(inside)}")
            for reason in not_tried(output):
                print(f"not tried inside {name}: {reason}")
        elif case.get("status") == "disabled":
            skipped += 1
            print(f"skipped: {name}: disabled")
        elif note is not None and note.get("message", "").startswith("SKIP"):
            skipped += 1
            print(f"skipped: {name}: {last_line(output)}")
        else:  # also a test whose program is missing, which CTest calls "not run"
            failed += 1
            print(f"failed: {name}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 and passed + skipped > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
