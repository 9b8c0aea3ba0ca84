"""A round of ten thousand learners is planned on a small machine, and the benchmark's own arithmetic holds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.year.memory import Watched
from benchmarks.year.peer import compare
from benchmarks.year.plot import draw
from benchmarks.year.sizes import Size, exponent, parse, rounds_folder, written

pytestmark = pytest.mark.slow

MEMORY_CEILING_MB = 1000
SMOKE = """
import json, sys
from pathlib import Path
from benchmarks.year import stages
from benchmarks.year.sizes import parse
print(json.dumps(stages.stages(parse(sys.argv[1]), Path(sys.argv[2]), time_limit_seconds=10.0)))
"""


def test_ten_thousand_learners_stay_under_the_memory_ceiling(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", SMOKE, "10000:0:1", str(tmp_path)], check=True, capture_output=True, text=True
    )
    steps: dict[str, tuple[float, float, int]] = json.loads(found.stdout)
    assert list(steps)[-1] == "write"
    assert steps["write"][-1] < MEMORY_CEILING_MB
    assert list(tmp_path.glob("*/allocation.json"))


def test_growth_is_the_slope_of_the_logarithms() -> None:
    assert exponent([1, 10, 100], [2, 20, 200]) == pytest.approx(1.0)
    assert exponent([10, 20, 40], [1, 4, 16]) == pytest.approx(2.0)


@pytest.mark.parametrize("size", [Size(300), Size(300, 0.1), Size(300, 0.25, 1)])
def test_a_size_is_read_back_from_its_name(size: Size) -> None:
    assert parse(size.name) == size


def test_the_straightforward_way_finds_the_same_pairs(tmp_path: Path) -> None:
    found = compare(written(Size(60, stays=1), tmp_path))
    assert found.pairs > 0
    assert found.ours_seconds > 0


def test_frozen_figures_are_drawn_with_their_numbers_in_words(tmp_path: Path) -> None:
    table, picture = tmp_path / "year.csv", tmp_path / "year.svg"
    table.write_text(
        "learners,placements,grouped,seconds,work_seconds,peak_mb,placed,gap\n"
        "1000,400,0,5.2,4.1,200,900,0.1\n10000,4000,0,31.5,40.2,800,9100,0.05\n10000,4000,0.1,99,99,99,99,0\n"
    )
    draw(table, picture)
    drawn = picture.read_text(encoding="utf-8")
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" role="img"')
    assert "10000 learners: 31.5 s, 40.2 s of work, 800 MB" in drawn
    assert "99" not in drawn  # rounds with groups are not on the same line


def test_two_benchmarks_at_once_have_folders_of_their_own_unless_rounds_are_to_be_kept(tmp_path: Path) -> None:
    with rounds_folder(["10000"]) as one, rounds_folder([]) as other:
        assert one != other
    assert not one.exists()
    with rounds_folder([f"--rounds={tmp_path / 'kept'}"]) as kept:
        written(Size(20, stays=1), kept)
    assert (tmp_path / "kept" / "20-0-1" / "learners.csv").exists()


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only where the kernel tells")
def test_the_memory_of_a_run_is_that_of_all_its_processes() -> None:
    alone = "held = bytearray(80_000_000); import time; time.sleep(1)"
    both = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {alone!r}])"
    process = subprocess.Popen([sys.executable, "-c", f"held = bytearray(80_000_000)\n{both}"])
    with Watched(process.pid) as memory:
        process.wait()
    assert memory.peak_mb > 150
