"""What the process of a learner's code may not do. Loaded by file in that process.

Forking is refused (a filter of system calls on Linux; RLIMIT_NPROC for whoever is not root), so
nothing a learner starts can outlive the check. Memory, processor time, the size of a file and
the number of open files are limited. The network is not: this guards against slips, and a
learner's own code runs with the learner's own rights.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from contextlib import suppress
from typing import Any

FILES = 64
"""Open files at once; the highest is where results go."""
FILE_BYTES = 32 << 20

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 38, 22
_FILTER = 2


def _prctl(option: int, *values: Any) -> int:
    """The system call of that name; -1 where there is none."""
    try:
        call = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return -1
    padded = [*values, 0, 0, 0, 0][:4]
    arguments = [v if isinstance(v, ctypes._Pointer) else ctypes.c_ulong(v) for v in padded]
    return int(call(option, *arguments))


def adopt_orphans() -> None:
    """Make processes whose parent ends children of this one, so that they can be ended too."""
    if sys.platform == "linux":
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(parent: int) -> None:
    """End this process when its parent does."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def restrict(memory: int, seconds: int) -> None:
    """Limit this process for good. memory: bytes beyond what it has. seconds: of the processor."""
    import resource

    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, FILE_BYTES)
    _limit(resource.RLIMIT_NOFILE, FILES)
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, _address_space() + memory)
    if os.getuid() != 0:
        _limit(resource.RLIMIT_NPROC, 0)


def watch_memory(memory: int) -> None:
    """Raise MemoryError once this process takes `memory` bytes more than now.

    For systems whose kernel does not limit it. Looks every tenth of a second of work.
    """
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit + memory

    def look(number: int, frame: Any) -> None:
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > most:
            raise MemoryError

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, 0.1, 0.1)


def _limit(which: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (most, most))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGESIZE")


# System calls that are refused, by machine: (AUDIT_ARCH, {number: error}, number of clone).
# Starting processes looks as if there were no room for more; clone3 as if it were not there,
# upon which the C library uses clone, whose threads are allowed.
_AGAIN, _NOT_ALLOWED, _ABSENT = errno.EAGAIN, errno.EPERM, errno.ENOSYS
_X86: dict[int, int] = {
    57: _AGAIN, 58: _AGAIN, 435: _ABSENT,  # fork, vfork, clone3
    59: _NOT_ALLOWED, 322: _NOT_ALLOWED,  # execve, execveat
    62: _NOT_ALLOWED, 200: _NOT_ALLOWED, 129: _NOT_ALLOWED, 424: _NOT_ALLOWED,  # kill and its kin
    101: _NOT_ALLOWED,  # ptrace
}  # fmt: skip
_ARM: dict[int, int] = {
    435: _ABSENT,
    221: _NOT_ALLOWED, 281: _NOT_ALLOWED,
    129: _NOT_ALLOWED, 130: _NOT_ALLOWED, 138: _NOT_ALLOWED, 424: _NOT_ALLOWED,
    117: _NOT_ALLOWED,
}  # fmt: skip
_MACHINES = {"x86_64": (0xC000003E, _X86, 56), "aarch64": (0xC00000B7, _ARM, 220)}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_OTHER_TABLE = 0x40000000
_THREAD = 0x00010000


def refuse_processes() -> bool:
    """Have the kernel refuse to fork, to run programs and to signal others; whether it does."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    arch, refused, clone = machine
    code = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _ERROR | _NOT_ALLOWED),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _OTHER_TABLE),
        (_RETURN, 0, 0, _ERROR | _NOT_ALLOWED),
    ]
    for number, error in refused.items():
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | error)]
    code += [
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_ANY_BIT, 1, 0, _THREAD),
        (_RETURN, 0, 0, _ERROR | _AGAIN),
        (_RETURN, 0, 0, _ALLOW),
    ]
    packed = b"".join(struct.pack("=HBBI", *step) for step in code)
    steps = ctypes.create_string_buffer(packed, len(packed))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    program = Program(len(code), ctypes.addressof(steps))
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0:
        return False
    return _prctl(_PR_SET_SECCOMP, _FILTER, ctypes.pointer(program)) == 0
