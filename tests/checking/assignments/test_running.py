"""Whatever a learner's file does, the answer comes, nothing is left over, and the next run works.

These run code that loops, forks, floods and kills, in the very process that learners' code gets.
"""

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.checking.assignments.desk import FAST, X, outcome, run
from tutor.checking.assignments import running
from tutor.checking.assignments.packing import unpack_array
from tutor.checking.assignments.running import (
    Call,
    Limits,
    Missing,
    Named,
    Program,
    Raised,
    Returned,
    Runner,
    RunnerError,
    Stopped,
    Unfit,
)


def alive(marker):
    """Processes of this machine whose command line or working folder tells of `marker`."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if marker in (entry / "environ").read_bytes().decode("utf-8", "replace"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def descendants(runner):
    """Every process below the keeper."""
    keeper, found = runner._process.pid, []
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    level = {keeper}
    while level := {pid for pid, parent in parents.items() if parent in level}:
        found += level
    return found


def value(told):
    return unpack_array(told)


def test_a_call_gives_its_value(runner):
    given = outcome(runner, "def f(x): return x * 2")
    assert isinstance(given, Returned)
    assert (value(given.told) == X * 2).all()
    assert given.changed == ()


def test_each_call_gets_its_own_copy_of_its_arguments(runner):
    calls = [Call("f", (X,)), Call("f", (X,))]
    given = run(runner, "def f(x):\n    x += 1\n    return x", *calls).outcomes
    assert [each.changed for each in given] == [(0,), (0,)]
    assert (value(given[1].told) == X + 1).all()


def test_a_function_of_ours_can_be_handed_over(runner):
    call = Call("f", (Named("cubes"), np.array([1.0, 2.0])))
    (given,) = run(runner, "def f(g, x): return g(x)", call).outcomes
    assert value(given.told) == 9


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(x):\n    while True:\n        pass", 2),
        ("import time\ndef f(x):\n    time.sleep(1000)", 3),
        ("def f(x):\n    try:\n        while True: pass\n    except Exception:\n        pass", 3),
        ("import threading\ndef f(x):\n    threading.Event().wait()", 3),
    ],
)
def test_what_takes_too_long_is_stopped_at_the_learners_line(runner, source, line):
    given = outcome(runner, source, **FAST)
    assert isinstance(given, Raised)
    assert given.type == "TimeIsUp"
    assert given.frames[-1].line in (line, line + 1)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "import signal\ndef f(x):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "    while True: pass",
        "import os, signal\ndef f(x):\n    signal.raise_signal(signal.SIGSTOP)",
        "def f(x):\n    return sum(range(10**11))",
    ],
)
def test_what_does_not_want_to_stop_is_stopped_all_the_same(runner, source):
    given = outcome(runner, source, **FAST)
    assert given == Stopped("time") or given.type == "TimeIsUp"
    assert descendants(runner) == []


def test_a_loop_in_one_function_leaves_the_others(runner):
    source = "def f(x):\n    while True: pass\ndef g(x):\n    return x"
    calls = [Call("f", (X,), 0), Call("g", (X,), 1), Call("f", (X,), 0)]
    looping, fine, skipped = run(runner, source, *calls, **FAST).outcomes
    assert looping.type == "TimeIsUp"
    assert isinstance(fine, Returned)
    assert skipped is None


def test_a_death_in_one_function_leaves_the_others(runner):
    source = "import os\ndef f(x):\n    os._exit(3)\ndef g(x):\n    return x"
    calls = [Call("f", (X,), 0), Call("g", (X,), 1), Call("f", (X,), 0)]
    dead, fine, skipped = run(runner, source, *calls).outcomes
    assert dead == Stopped("exit 3")
    assert isinstance(fine, Returned)
    assert skipped is None


FORKS = {
    "a bomb": "while True: os.fork()",
    "a bomb that ignores refusals": "while True:\n        try: os.fork()\n"
    "        except OSError: pass",
    "a daemon": "if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
    "            time.sleep(600)\n        os._exit(0)\n    time.sleep(0.2)\n    return x",
    "many daemons": "for _ in range(8):\n        if os.fork() == 0:\n            os.setsid()\n"
    "            signal.signal(signal.SIGTERM, signal.SIG_IGN)\n            time.sleep(600)\n"
    "    return x",
    "a grandchild that holds the pipes": "if os.fork() == 0:\n        time.sleep(600)\n"
    "    os._exit(0)",
    "a shell": "os.system('sleep 600 &')\n    return x",
    "a program": "subprocess.Popen(['sleep', '600'], start_new_session=True)\n    return x",
}


@pytest.mark.parametrize(
    ("name", "confined"),
    # A bomb that the kernel lets off is nothing for a machine on which others work.
    [(name, True) for name in FORKS] + [(name, False) for name in FORKS if "bomb" not in name],
)
def test_nothing_that_was_started_survives(runner, name, confined):
    """With the kernel's refusal; and without it, by finding and ending whatever was started."""
    source = f"import os, signal, subprocess, time\ndef f(x):\n    {FORKS[name]}\n"
    run(runner, source, confined=confined, **FAST)
    assert descendants(runner) == []
    assert isinstance(outcome(runner, "def f(x): return x"), Returned)


def test_a_refused_fork_is_told_at_its_line(runner):
    given = outcome(runner, "import os\ndef f(x):\n    return os.fork()")
    assert given.type == "BlockingIOError"
    assert given.frames[-1].line == 3


def test_threads_still_work_where_they_may(runner):
    source = (
        "import threading\ndef f(x):\n    seen = []\n"
        "    try:\n        t = threading.Thread(target=seen.append, args=(1,))\n"
        "        t.start()\n        t.join()\n"
        "    except RuntimeError:\n        return x\n    return x + len(seen)"
    )
    assert isinstance(outcome(runner, source), Returned)


@pytest.mark.parametrize(
    "body",
    [
        "a = []\n    while True: a.append(bytearray(10**7))",
        "import numpy as np\n    return np.ones(10**12)",
        "return [0] * 10**12",
        "return 'x' * 10**11",
        "return 10 ** (10 ** 9) and x",
    ],
)
def test_memory_has_an_end(runner, body):
    given = outcome(runner, f"def f(x):\n    {body}", memory=1 << 28, **FAST)
    assert given.type in ("MemoryError", "_ArrayMemoryError", "OverflowError", "TimeIsUp") or (
        given == Stopped("time")
    )


def test_printing_a_gigabyte_is_cut_and_stopped(runner):
    started = time.monotonic()
    found = run(runner, "def f(x):\n    while True: print('a' * 10**6)", seconds=30, total=60)
    assert found.outcomes[0] == Stopped("output")
    assert found.cut
    assert len(found.printed) == Limits().output
    assert time.monotonic() - started < 20


def test_what_is_printed_is_kept_in_order(runner):
    source = (
        "import sys\nprint('one')\ndef f(x):\n    print('two', file=sys.stderr)\n    print('কি')"
    )
    assert run(runner, source).printed == "one\ntwo\nকি\n"


def test_printing_cannot_feign_a_result(runner):
    feigned = json.dumps({"number": 0, "gave": {"is": "None"}, "changed": []})
    source = (
        f"import os\ndef f(x):\n    print({feigned!r})\n    os.write(1, {feigned!r}.encode())\n"
    )
    found = run(runner, source + "    return x + 1")
    assert (value(found.outcomes[0].told) == X + 1).all()


def test_writing_into_the_pipe_of_results_is_noticed(runner):
    source = "import os\ndef f(x):\n    os.write(63, b'{\"end\": true}\\n')\n    return x"
    assert outcome(runner, source) == Stopped("pipe")


@pytest.mark.parametrize("close", ["os.close(63)", "os.closerange(3, 100000)"])
def test_a_closed_pipe_is_noticed(runner, close):
    assert outcome(runner, f"import os\ndef f(x):\n    {close}\n    return x") == Stopped("pipe")


@pytest.mark.parametrize(
    "close",
    ["sys.stdout.close()", "os.close(1)", "os.close(2)", "sys.stdout = None", "os.close(0)"],
)
def test_without_its_standard_files_it_still_gives_its_value(runner, close):
    assert isinstance(
        outcome(runner, f"import os, sys\ndef f(x):\n    {close}\n    return x"), Returned
    )


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        ("1 / 0\ndef f(x): pass", "ZeroDivisionError", 1),
        ("import sys\nsys.exit(2)", "SystemExit", 2),
        ("import no_such_module_here", "ModuleNotFoundError", 1),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", 1),
        ("class Odd(Exception):\n    def __str__(self): 1 / 0\nraise Odd", "Odd", 3),
        ("while True: pass", "TimeIsUp", 1),
    ],
)
def test_a_text_that_fails_when_imported_says_where(runner, source, kind, line):
    broken = run(runner, source, **(FAST if "while" in source else {})).broken
    assert (broken.type, broken.frames[-1].line) == (kind, line)


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("def f(x)\n    return x", 1, 8),
        ("def f(x):\nreturn x", 2, 0),
        ("def f(x):\n    return (x", 2, 11),
        ("x = 'কি", 1, 4),
    ],
)
def test_a_syntax_error_has_its_line_and_column(runner, source, line, column):
    broken = run(runner, source).broken
    assert (broken.frames[-1].line, broken.column) == (line, column)
    assert broken.frames[-1].text == source.split("\n")[line - 1]


def test_odd_texts_break_nothing(runner):
    for source in ("", "\0", "(" * 5000, "x = " + "1+" * 50_000 + "1", "\ufeffdef f(x): return x"):
        found = run(runner, source)
        assert found.broken is not None or found.outcomes[0] is not None


def test_a_traceback_shows_the_learners_lines_only(runner):
    source = (
        "import numpy as np\ndef g(x):\n    return np.linalg.inv(x)\ndef f(x):\n    return g(x)"
    )
    given = outcome(runner, source)
    assert given.type == "LinAlgError"
    assert [(frame.line, frame.function) for frame in given.frames] == [(5, "f"), (3, "g")]


def test_endless_recursion_is_told_in_few_lines(runner):
    given = outcome(runner, "def f(x):\n    return f(x)")
    assert given.type == "RecursionError"
    assert 0 < len(given.frames) <= 20


def test_nobody_types(runner):
    assert outcome(runner, "def f(x): return input()").type == "EOFError"


def test_a_missing_function_is_told_with_one_that_is_near(runner):
    assert outcome(runner, "def ff(x): return x") == Missing("f", "ff")
    assert outcome(runner, "f = 3") == Missing("f", "")


def test_a_wrong_signature_is_told(runner):
    assert outcome(runner, "def f(x, y): return x") == Unfit("(x, y)")
    assert isinstance(outcome(runner, "def f(*a, **k): return a[0]"), Returned)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.array = np.asarray = np.ndarray = np.frombuffer = None\n"
        "def f(x): return x + 1",
        "import json, os, signal\njson.dumps = None\nsignal.setitimer = None\n"
        "def f(x): return x + 1",
        "import builtins\nbuiltins.isinstance = builtins.len = None\ndef f(x): return x + 1",
        "import sys\nsys.modules.clear()\ndef f(x): return x + 1",
    ],
)
def test_a_world_turned_upside_down_is_the_learners_own(runner, source):
    run(runner, source)
    assert (value(outcome(runner, "def f(x): return x").told) == X).all()


def test_patched_numpy_does_not_reach_the_next_run(runner):
    run(runner, "import numpy as np\nnp.exp = lambda x: 0\ndef f(x): return x")
    given = outcome(runner, "import numpy as np\ndef f(x): return np.exp(x)")
    assert np.allclose(value(given.told), np.exp(X))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return None", {"is": "None"}),
        ("return 'text'", {"is": "str"}),
        ("return {1, 2}", {"is": "set"}),
        ("return lambda: 0", {"is": "function"}),
        ("return 10**400", {"is": "int"}),
    ],
)
def test_what_is_no_array_is_told_by_its_name(runner, body, told):
    given = outcome(runner, f"def f(x):\n    {body}").told
    assert {"is": given["is"]} == told
    assert "bytes" not in given


def test_a_huge_array_is_told_by_its_shape(runner):
    given = outcome(runner, "import numpy as np\ndef f(x): return np.zeros((3000, 3000))").told
    assert given["shape"] == [3000, 3000]
    assert "bytes" not in given


def test_an_array_of_objects_never_comes_across(runner):
    source = (
        "import numpy as np\nclass Evil:\n    def __reduce__(self): return print, ('gone',)\n"
        "def f(x): return np.array([Evil()], dtype=object)"
    )
    assert "bytes" not in outcome(runner, source).told


def test_the_file_may_be_gone_while_it_runs(runner, tmp_path):
    path = tmp_path / "answer.py"
    source = "import os\nos.remove(__file__)\ndef f(x): return x"
    path.write_text(source)
    (given,) = run(runner, source, path=str(path)).outcomes
    assert isinstance(given, Returned)
    assert not path.exists()


def test_it_works_in_a_folder_of_its_own_that_goes_with_it(runner, tmp_path):
    source = (
        "import os\nhere = os.getcwd()\nos.mkdir('deep')\nopen('deep/file', 'w').write('x')\n"
        "os.chmod('deep', 0)\nprint(here)\ndef f(x): return x"
    )
    folder = run(runner, source).printed.strip()
    assert folder.startswith(os.path.realpath(os.environ.get("TMPDIR", "/tmp")))
    assert not os.path.exists(folder)


def test_files_have_a_largest_size_and_a_number(runner):
    large = (
        "def f(x):\n    with open('a', 'wb') as out:\n        while True: out.write(bytes(10**6))"
    )
    assert outcome(runner, large, seconds=5).type == "OSError"
    many = "def f(x):\n    return [open(str(n), 'w') for n in range(1000)]"
    assert outcome(runner, many).type == "OSError"


def test_secrets_of_the_environment_stay_outside(runner, monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", "hidden")
    with Runner() as fresh:
        found = run(fresh, "import os\nprint(sorted(os.environ))\ndef f(x): return x")
    assert "SOME_API_KEY" not in found.printed


def test_what_runs_can_be_called_off(runner):
    began, off = threading.Event(), threading.Event()
    found = []

    def work():
        source = "def f(x):\n    while True: pass"
        program, calls = Program(source, "answer.py"), [Call("f", (X,))]
        found.append(runner.run(program, calls, Limits(60, 60), lambda _: began.set(), off))

    thread = threading.Thread(target=work)
    thread.start()
    assert began.wait(30)
    off.set()
    thread.join(30)
    assert found[0].cancelled
    assert found[0].outcomes == [None]
    assert descendants(runner) == []


def test_what_was_called_off_before_it_began_does_not_begin(runner):
    off = threading.Event()
    off.set()
    program = Program("def f(x):\n    while True: pass", "answer.py")
    assert runner.run(program, [Call("f", (X,))], Limits(60, 60), None, off).cancelled


def test_a_lost_keeper_is_told_and_replaced():
    with Runner() as fresh:
        fresh.begin()
        fresh._process.kill()
        fresh._process.wait()
        assert isinstance(outcome(fresh, "def f(x): return x"), Returned)
    kill = "import os, signal\ndef f(x): os.kill(os.getppid(), signal.SIGKILL)"
    with Runner() as fresh:
        with pytest.raises(RunnerError):
            run(fresh, kill, confined=False)
        assert isinstance(outcome(fresh, "def f(x): return x"), Returned)


def test_signals_to_others_are_refused(runner):
    for who in ("os.getppid()", "-1", "1"):
        given = outcome(runner, f"import os\ndef f(x):\n    os.kill({who}, 9)")
        assert given.type == "PermissionError"


def test_all_ends_when_the_tutor_is_killed(tmp_path):
    """A power cut for the tutor: neither the keeper nor a loop of the learner's goes on."""
    script = textwrap.dedent("""
        import numpy as np, os
        from tutor.checking.assignments.running import *
        os.environ["TZ"] = "MARKED-" + os.environ["MARK"]
        def progress(number): print("began", flush=True)
        Runner().run(Program("def f(x):\\n    while True: pass", "a.py"),
                     [Call("f", (np.ones(1),))], Limits(100, 100), progress)
    """)
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    environment = {**os.environ, "MARK": mark}
    program = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment
    )
    assert program.stdout.readline() == b"began\n"
    assert len(alive("MARKED-" + mark)) >= 2
    program.kill()
    program.wait()
    end = time.monotonic() + 20
    while alive("MARKED-" + mark) and time.monotonic() < end:
        time.sleep(0.02)
    assert alive("MARKED-" + mark) == []


def test_an_ordinary_user_cannot_fork_without_the_filter_either():
    """RLIMIT_NPROC spares root; whoever runs the tests as root tries it as nobody."""
    script = textwrap.dedent("""
        import os
        from tutor.checking.assignments import limits
        import encodings.ascii, resource
        if os.getuid() == 0:
            os.setgid(65534); os.setuid(65534)
        limits.restrict(1 << 30, 10)
        try:
            os.fork()
        except BlockingIOError:
            print("refused")
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "refused\n", done.stderr


def test_memory_is_watched_where_the_kernel_does_not_limit_it():
    script = textwrap.dedent("""
        from tutor.checking.assignments import limits
        limits.watch_memory(200 << 20)
        kept = []
        try:
            while len(kept) < 4000:
                kept.append(b"x" * (1 << 20))
                sum(range(5_000))
        except MemoryError:
            print(len(kept) < 3000)
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


def test_where_nothing_can_fork_it_says_so(monkeypatch):
    monkeypatch.setattr(running, "supported", lambda: False)
    with pytest.raises(RunnerError, match="fork"):
        Runner().begin()
