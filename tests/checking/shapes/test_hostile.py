"""Hostile snippets: refused or answered at once, nothing run, no memory taken."""

import json
import subprocess
import sys

import pytest

SNIPPETS = {
    "an import": "import os\nos.system('true')\nx = np.zeros(3)",
    "a from import": "from subprocess import run\nrun(['true'])",
    "a class walk": "x = ().__class__.__bases__[0].__subclasses__()",
    "a dunder of a module": "x = np.__loader__.load_module('os')",
    "eval": "x = eval('1')",
    "open": "x = open('/etc/passwd').read()",
    "builtins": "x = __builtins__",
    "a huge loop": "x = np.zeros(3)\nfor i in range(10**12):\n    x = x + 1\n",
    "nested loops": "x = 0\n"
    + "".join("  " * i + f"for a{i} in range(39):\n" for i in range(12))
    + "  " * 12 + "x = x + 1\n",
    "an endless while": "x = 1\nwhile True:\n    x = x + 1\n",
    "ten thousand lines": "x = np.zeros(3)\n" + "x = x + 1\n" * 10_000,
    "deep brackets": "x = " + "(" * 5_000 + "1" + ")" * 5_000,
    "deep signs": "x = " + "-" * 20_000 + "1",
    "many nots": "x = " + "not " * 5_000 + "1",
    "a long sum": "x = " + "+".join(["1"] * 1_900),
    "a long chain": "x = a" + ".b" * 3_000,
    "recursion": "def f(n):\n    return f(n - 1) + f(n - 1) if n > 0 else 1\ny = f(60)",
    "a lambda that calls itself": "f = lambda g: g(g)\ny = f(f)",
    "sizes of 10**30": "x = np.zeros((10**30, 10**30))\ny = (x @ x).reshape(-1)",
    "a tower of powers": "x = 9**9**9**9",
    "squares of squares": "x = 10**4000\n" + "x = x * x\n" * 40,
    "a shift": "x = 1 << 10**9",
    "a long list": "x = [0] * 10**9",
    "a doubled list": "x = [0]\n" + "x = x + x\n" * 60,
    "a list of itself": "x = []\nx.append(x)\ny = x == x\nz = np.array(x)",
    "a long comprehension": "x = [[i * j for i in range(10**6)] for j in range(10**6)]",
    "a product of ranges": (
        "import itertools\nr = range(200)\nx = list(itertools.product(r, r, r, r))"
    ),
    "a factorial": "x = math.factorial(10**7)",
    "a polynomial": "y = (N + M + K + 1)**8\nz = (y + 1)**8\nw = np.zeros(z)",
    "a size of sizes": "y = N\n" + "y = y * y + M\n" * 40 + "w = np.zeros(y)",
    "floors of floors": "y = N\n" + "y = (y + 1) // 2 + y // 3\n" * 40 + "w = np.zeros(y)",
    "branches of branches": "def f0(x):\n    return x\n"
    + "".join(
        f"def f{i}(x):\n    if x.sum() > 0:\n        return f{i - 1}(x)\n"
        f"    else:\n        return f{i - 1}(x)\n"
        for i in range(1, 40)
    )
    + "y = f39(np.zeros(3))\n",
    "a NUL": "x = 1\0",
    "a lone surrogate": "x = '\\ud800'",
    "a format walk": "x = '{0.__class__}'.format(1)",
    "an f-string import": "x = f'{__import__(\"os\").system(\"true\")}'",
    "a decorator": "@print\ndef f(): pass",
    "a metaclass": "class A(metaclass=print): pass",
    "a long einops pattern": "x = einops.rearrange(np.zeros((2, 3)), '" + "a " * 2_000 + "-> b')",
}  # fmt: skip

GUARD = """
import json, resource, sys, time
from tutor.checking.shapes import infer_row
for dims in ({"N": None, "M": None, "K": None}, {}):
    infer_row({"code": "x = np.zeros(3) @ np.zeros(4)", "dims": dims})
    infer_row({"code": "x = np.zeros(3).foo", "dims": dims})
    infer_row({"code": "x = y.__class__", "dims": dims})
seen = []
WATCHED = ("exec", "import", "open", "os.", "subprocess.", "socket.", "ctypes.", "shutil.", "pty.")
armed = False
def hook(event, args):
    if armed and event.startswith(WATCHED):
        seen.append(f"{event} {args!r}"[:200])
sys.addaudithook(hook)
snippets = json.load(sys.stdin)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
report = {}
for name, code in snippets.items():
    for dims in ({"N": None, "M": None, "K": None}, {"N": 10**30, "M": 10**30 + 1, "K": 7}):
        armed = True
        began = time.process_time()
        result = infer_row({"code": code, "dims": dims})
        armed = False
        report[name] = max(time.process_time() - began, report.get(name, 0))
print(json.dumps({"events": seen, "seconds": report,
                  "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before}))
"""


@pytest.fixture(scope="module")
def guarded():
    """What happened while all snippets were inferred in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", GUARD], input=json.dumps(SNIPPETS), capture_output=True,
        text=True, timeout=200, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_nothing_is_run_opened_or_imported(guarded):
    assert guarded["events"] == []


@pytest.mark.parametrize("name", SNIPPETS)
def test_each_is_answered_within_a_second_of_work(name, guarded):
    assert guarded["seconds"][name] < 1


def test_memory_does_not_grow(guarded):
    assert guarded["kilobytes"] < 60_000


def test_nothing_heavy_is_imported():
    code = (
        "import sys; from tutor.checking.shapes import infer_row, read_answer;"
        "infer_row({'code': 'x = np.zeros((N, 2)) @ np.zeros(2)', 'dims': {'N': None}});"
        "print([m for m in ('numpy', 'sympy', 'torch', 'textual', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
