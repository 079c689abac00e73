import os
import pty
import subprocess
import sys
import termios

PROGRAM = "from output.terminal import page; page('\\n'.join(f'regel {n}' for n in range({lines})))"


def shown(lines: int, *, pager: str) -> str:
    """Give what a terminal of 24 lines gets."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    environment = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS", "MANPAGER")}
    command = [sys.executable, "-c", PROGRAM.replace("{lines}", str(lines))]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, env=environment | {"PAGER": pager}) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the other side was closed
                break
            if not part:
                break
            written += part
        process.wait(timeout=30)
    os.close(ours)
    return written.decode()


def test_what_does_not_fit_goes_through_the_pager() -> None:
    assert "[regel 39]" in shown(40, pager="sed 's/.*/[&]/'")


def test_what_fits_is_written_at_once() -> None:
    assert "[regel" not in shown(5, pager="sed 's/.*/[&]/'")


def test_without_a_terminal_there_is_no_pager() -> None:
    command = [sys.executable, "-c", PROGRAM.replace("{lines}", "99")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"PAGER": "false"})
    assert done.stdout.splitlines()[-1] == "regel 98"
