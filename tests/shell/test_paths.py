"""Places for files: the XDG folders, the overrides, a life of its own per profile, and nobody else's folders."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from numbfeet_tray.shell.paths import Paths, PathsProblem

ROOT = Path(__file__).parents[2]
HOME = {"HOME": "/home/ada"}

pytestmark = pytest.mark.only_on("linux")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_without_xdg_variables_the_folders_are_the_specifications_defaults() -> None:
    paths = Paths.of(HOME)

    assert paths.config == Path("/home/ada/.config/numbfeet/config.toml")
    assert paths.history == Path("/home/ada/.local/share/numbfeet/history.sqlite3")
    assert paths.runtime == Path(f"/tmp/numbfeet-{os.getuid()}")


def test_xdg_variables_move_the_folders() -> None:
    paths = Paths.of({**HOME, "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_RUNTIME_DIR": "/r"})

    assert paths == Paths(Path("/c/numbfeet/config.toml"), Path("/d/numbfeet"), Path("/r/numbfeet"))
    assert paths.lock == Path("/r/numbfeet/lock")
    assert paths.socket == Path("/r/numbfeet/control.sock")


def test_relative_and_empty_xdg_variables_are_ignored_as_the_specification_asks() -> None:
    odd = {**HOME, "XDG_CONFIG_HOME": "c", "XDG_DATA_HOME": "", "XDG_RUNTIME_DIR": "./r"}

    assert Paths.of(odd) == Paths.of(HOME)


def test_the_temporary_folder_follows_tmpdir() -> None:
    assert Paths.of({**HOME, "TMPDIR": "/var/tmp"}).runtime == Path(f"/var/tmp/numbfeet-{os.getuid()}")


def test_our_own_variables_come_first() -> None:
    given = {"NUMBFEET_CONFIG": "/e/x.toml", "NUMBFEET_DATA_DIR": "/e/data", "NUMBFEET_RUNTIME_DIR": "/e/run"}

    assert Paths.of({**HOME, "XDG_DATA_HOME": "/d", **given}) == Paths(
        Path("/e/x.toml"), Path("/e/data"), Path("/e/run")
    )


def test_a_relative_override_is_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert Paths.of({**HOME, "NUMBFEET_DATA_DIR": "data"}).data == tmp_path / "data"


def test_a_profile_shares_no_folder_with_the_real_life() -> None:
    overridden = {**HOME, "NUMBFEET_DATA_DIR": "/e/data", "NUMBFEET_RUNTIME_DIR": "/e/run"}
    for environ in (HOME, {**HOME, "XDG_RUNTIME_DIR": "/r"}, overridden):
        real, demo = Paths.of(environ), Paths.of(environ, "demo")
        assert real.config != demo.config
        assert real.history != demo.history
        assert real.lock != demo.lock
        assert real.socket != demo.socket
    assert Paths.of(HOME, "demo").data == Path("/home/ada/.local/share/numbfeet-demo")


@pytest.mark.parametrize("name", ["../real", "Demo", "a b", "/"])
def test_a_profile_is_named_plainly(name: str) -> None:
    with pytest.raises(PathsProblem, match="profile"):
        Paths.of(HOME, name)


def test_without_home_in_what_it_is_given_the_system_is_asked() -> None:
    assert Paths.of({}).config.is_absolute()


def test_an_account_without_any_home_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    def unknown(uid: int) -> NoReturn:
        raise KeyError(uid)

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)

    with pytest.raises(PathsProblem, match="There is no home folder: set HOME"):
        Paths.of({})


def test_folders_are_made_closed_to_others(home: Path) -> None:
    paths = Paths.of({"HOME": str(home / "new"), "XDG_RUNTIME_DIR": str(home / "run")})

    paths.make_data()
    paths.make_runtime()
    paths.make_data()
    paths.make_runtime()

    for folder in (paths.data, paths.data.parent, home / "new", paths.runtime):
        assert mode(folder) == 0o700


def test_a_data_folder_that_is_there_keeps_its_mode(home: Path) -> None:
    shared = home / "documents"
    shared.mkdir()
    shared.chmod(0o755)

    Paths.of({**HOME, "NUMBFEET_DATA_DIR": str(shared)}).make_data()

    assert mode(shared) == 0o755


def test_a_file_in_the_way_is_told(home: Path) -> None:
    (home / "file").write_text("")

    with pytest.raises(PathsProblem, match="file is not a folder"):
        Paths.of({**HOME, "NUMBFEET_DATA_DIR": str(home / "file")}).make_data()
    with pytest.raises(PathsProblem, match="cannot be made: Not a directory"):
        Paths.of({**HOME, "NUMBFEET_DATA_DIR": str(home / "file" / "below")}).make_data()


def runtime(folder: Path) -> Paths:
    return Paths.of({**HOME, "NUMBFEET_RUNTIME_DIR": str(folder)})


@pytest.mark.parametrize("open_mode", [0o755, 0o770, 0o701])
def test_a_runtime_folder_that_others_can_enter_is_refused_and_left_alone(home: Path, open_mode: int) -> None:
    folder = home / "open"
    folder.mkdir()
    folder.chmod(open_mode)

    with pytest.raises(PathsProblem, match="chmod 700"):
        runtime(folder).make_runtime()

    assert mode(folder) == open_mode


def test_a_runtime_folder_of_somebody_else_is_refused(home: Path) -> None:
    folder = Path("/usr")  # root's; only root itself can give a folder away
    if os.getuid() == 0:
        folder = home / "theirs"
        folder.mkdir(mode=0o700)
        os.chown(folder, 65534, 65534)

    with pytest.raises(PathsProblem, match="belongs to somebody else"):
        runtime(folder).make_runtime()


def test_a_link_in_place_of_the_runtime_folder_is_refused(home: Path) -> None:
    (home / "real").mkdir(mode=0o700)
    (home / "link").symlink_to(home / "real")

    with pytest.raises(PathsProblem, match="is not a folder"):
        runtime(home / "link").make_runtime()


def test_nothing_heavy_is_imported_on_linux() -> None:
    script = "import sys, numbfeet_tray.shell.paths as p; p.Paths.of({'HOME': '/h'}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)

    assert not {"platformdirs", "tempfile", "shutil", "pwd"} & set(done.stdout.split()) - site_modules()


def site_modules() -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_portable_keeps_everything_under_one_folder() -> None:
    environ = {"HOME": "/home/me", "XDG_CONFIG_HOME": "/c", "XDG_RUNTIME_DIR": "/r", "NUMBFEET_PORTABLE": "/stick/nf"}
    paths = Paths.of(environ)
    assert (paths.config, paths.data, paths.runtime) == tuple(
        map(Path, ("/stick/nf/config.toml", "/stick/nf/data", "/stick/nf/run"))
    )
    assert Paths.of(environ, "two").history == Path("/stick/nf/two/data/history.sqlite3")
    assert Paths.of(environ | {"NUMBFEET_RUNTIME_DIR": "/tmp/r"}).runtime == Path("/tmp/r")
