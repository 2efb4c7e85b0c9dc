"""A text is parsed and never run, whatever it is."""

import subprocess
import sys

import pytest

from tutor.checking.assignments.source import NotPython, Parsed, parse


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x): return x", {"f"}),
        ("f = lambda x: x\nimport numpy as np, os.path", {"f", "np", "os"}),
        ("if True:\n    def g(): pass\nfrom math import exp as e", {"g", "e"}),
        ("a, (b, *c) = 1, (2, 3)\nfor i in []: pass", {"a", "b", "c", "i"}),
        ("", set()),
    ],
)
def test_the_names_of_a_module_are_found(source, names):
    assert parse(source) == Parsed(frozenset(names))


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("def f(x)\n    return x", 1, 8),
        ("x = 1\ny = (", 2, 4),
        ("x = 'কি", 1, 4),
        ("return", 1, 0),
        ("def f():\nx", 2, 0),
        ("(" * 500, 1, 0),
        ("x = " + "-" * 5000 + "1", 1, 0),
        ("\n".join("  " * n + "if 1:" for n in range(400)), 161, 0),
        ("\0", 1, 0),
        ("\ud800 = 1", 1, 0),
        ("9" * 10_000, 1, 0),
        ("x" * 300_000, 1, 0),
    ],
)
def test_what_is_not_python_says_where(source, line, column):
    found = parse(source)
    if isinstance(found, Parsed):
        assert source == "return"  # an outer `return` is no error of syntax
        return
    assert isinstance(found, NotPython)
    assert found.message
    assert (found.line, found.column) == (line, column) or column == 0


def test_reading_an_answer_runs_nothing_and_warns_of_nothing():
    """An audit hook sees every code object run, file opened and process begun."""
    program = """
import sys, warnings
from tutor.kinds.code import kind
from tutor.checking.assignments.declared import Part, Given
exercise = kind.Exercise(id="a", prompt="p", given={}, parts=(Part(call="f()"),))
kind.read(exercise, "def f(): pass")
kind.read(exercise, "def f(:")
warnings.simplefilter("error")
seen = []
def hook(event, arguments):
    if event in ("exec", "open", "import", "os.system", "os.fork", "subprocess.Popen"):
        seen.append((event, str(arguments)[:80]))
sys.addaudithook(hook)
for text in ("import os; os.system('true')", "exec('1')",
             "x = '\\\\d'\\ndef f(): return 1 is 1",
             "@print\\ndef f(): pass", "def f(x=open('/etc/passwd')): pass",
             "f = __import__('os')"):
    kind.read(exercise, text)
print(seen)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_judging_runs_it_in_another_process_only():
    program = """
import os, sys
from tutor.checking.assignments.running import Call, Limits, Program, Runner
import numpy as np
with Runner() as runner:
    runner.begin()
    seen = []
    def hook(event, arguments):
        if event in ("exec", "compile", "marshal.loads", "pickle.find_class"):
            seen.append((event, str(arguments)[:80]))
    sys.addaudithook(hook)
    run = runner.run(Program("import os\\nprint(os.getpid())\\ndef f(): return 1", "a.py"),
                     [Call("f", ())], Limits())
    found = list(seen)
print([each for each in found if "a.py" in each[1]], int(run.printed) != os.getpid())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[] True", done.stderr
