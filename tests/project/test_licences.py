"""docs/licences.md names every package that comes along, with the licence that it gives itself."""

from __future__ import annotations

from tests.project.licences import closure, declared, families, licence_of, table


def test_every_dependency_is_listed() -> None:
    assert not closure(declared("test", "dev")) - set(table())


def test_nothing_is_listed_that_does_not_come_along() -> None:
    direct = declared("test", "dev")
    if all(licence_of(name) for name in direct):  # what a package requires is known once it is installed
        assert not set(table()) - closure(direct)


def test_every_licence_is_the_one_that_the_package_gives_itself() -> None:
    different = {
        name: (listed, said)
        for name, listed in table().items()
        if (said := licence_of(name)) is not None and not families(listed) & families(said)
    }
    assert not different


def test_what_comes_with_the_program_may_come_with_an_mit_program() -> None:
    runtime = closure(declared())
    licences = {name: listed for name, listed in table().items() if name in runtime}
    assert not {name: listed for name, listed in licences.items() if not families(listed) & {"MIT", "LGPL", "Apache"}}


def test_every_listed_licence_is_of_a_known_family() -> None:
    assert not {name: listed for name, listed in table().items() if not families(listed)}
