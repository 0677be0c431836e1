"""The diagrams in docs/architecture.md are what the engine does."""

from __future__ import annotations

from tests.project.state_diagram import PAGE, diagrams, with_diagrams


def test_the_diagrams_of_the_architecture_page_are_drawn_from_the_engine_as_it_is() -> None:
    """A stale diagram is mended by `python -m tests.project.state_diagram`."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_diagrams(page) == page


def test_every_state_of_a_diagram_can_be_left() -> None:
    """Nobody gets stuck."""
    for text in diagrams().values():
        arrows = [line.split(":")[0].split(" --> ") for line in text.splitlines()[2:]]
        assert {then.strip() for _, then in arrows} <= {state.strip() for state, _ in arrows}
