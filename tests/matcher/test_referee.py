"""The referee finds every broken rule and every wrong figure, and loads no solver."""

import subprocess
import sys


def test_importing_the_referee_loads_no_solver() -> None:
    code = "import sys, matcher.referee, matcher.allocation; sys.exit(any('ortools' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
