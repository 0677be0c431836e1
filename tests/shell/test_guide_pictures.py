"""What the pictures show, measured in their pixels, without a display."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image

from numbfeet_tray.core.routine import Phase, Position, Routine, Step
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.guide.palette import DARK, LIGHT, Palette, contrast
from numbfeet_tray.shell.guide.sketch import MARGIN, on_circle
from numbfeet_tray.shell.guide.stage import RING, draw_end, draw_stage
from tests.shell.guide_scene import MINUTE, WALK

PIXELS = 240
Colour = tuple[int, int, int]
THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def at(picture: Image.Image, point: tuple[float, float]) -> Colour:
    half = picture.width / 2
    x, y = (min(picture.width - 1, int(half + value / MARGIN * half)) for value in point)
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


def shot(elapsed: float, palette: Palette = LIGHT, routine: Routine = MINUTE, pixels: int = PIXELS) -> Image.Image:
    return draw_stage(routine, Seconds(elapsed), palette, pixels)


def middle_of(picture: Image.Image, colour: Colour, keep: Callable[[int, int], bool]) -> tuple[float, float]:
    """Return the middle of the pixels of `colour` that `keep` accepts."""
    data = picture.load()
    assert data is not None
    found = [(x, y) for x in range(picture.width) for y in range(picture.height) if data[x, y] == colour and keep(x, y)]
    assert found
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def in_right_half(x: int, _y: int) -> bool:
    return x > PIXELS / 2


def in_left_half(x: int, _y: int) -> bool:
    return x < PIXELS / 2


def toes(picture: Image.Image, palette: Palette, keep: Callable[[int, int], bool]) -> tuple[float, float]:
    """Return where the nails of the moving foot are."""
    return middle_of(picture, rgb(palette.accent_light), keep)


def turning(points: list[tuple[float, float]]) -> float:
    """Return how far the points go round their middle, in turns, clockwise on the screen positive."""
    centre = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    angles = [math.atan2(y - centre[1], x - centre[0]) for x, y in points]
    steps = [(late - early + math.pi) % math.tau - math.pi for early, late in pairwise(angles)]
    return sum(steps) / math.tau


@THEMES
def test_the_ring_runs_out_with_the_step(palette: Palette) -> None:
    lit = []
    for elapsed in (5.0, 8.75, 12.5, 16.25, 19.99):
        picture = shot(elapsed, palette)
        ring = [at(picture, on_circle((0.0, 0.0), RING, turn / 100 + 0.005)) for turn in range(100)]
        lit.append(sum(colour == rgb(palette.accent) for colour in ring))
    assert lit[0] == 100
    assert lit == sorted(lit, reverse=True)
    assert lit == pytest.approx([100, 75, 50, 25, 0], abs=4)


def test_the_ring_empties_clockwise_from_the_top() -> None:
    picture = shot(12.5)
    assert at(picture, on_circle((0.0, 0.0), RING, 0.25)) == rgb(LIGHT.outline)
    assert at(picture, on_circle((0.0, 0.0), RING, 0.75)) == rgb(LIGHT.accent)


@THEMES
@pytest.mark.parametrize(
    ("starts", "keep", "turns"),
    [(20.0, in_right_half, 1), (30.0, in_right_half, -1), (40.0, in_left_half, 1), (50.0, in_left_half, -1)],
    ids=["right clockwise", "right counter-clockwise", "left clockwise", "left counter-clockwise"],
)
def test_the_toes_go_round_in_the_direction_of_the_dose(
    palette: Palette, starts: float, keep: Callable[[int, int], bool], turns: int
) -> None:
    seen = [toes(shot(starts + 2.0 * part / 16, palette), palette, keep) for part in range(17)]
    assert turning(seen) == pytest.approx(turns, abs=0.05)


@pytest.mark.parametrize(("starts", "turns"), [(20.0, 1), (30.0, -1)])
def test_the_arrow_goes_round_with_the_toes(starts: float, turns: int) -> None:
    def below_the_dots(x: int, y: int) -> bool:
        return in_right_half(x, y) and y > PIXELS * 0.2

    motion = rgb(LIGHT.motion)
    heavy = [middle_of(shot(starts + 2.0 * part / 16), motion, below_the_dots) for part in range(17)]
    assert turning(heavy) == pytest.approx(turns, abs=0.05)


def test_one_circle_takes_one_repetition() -> None:
    first, again = (toes(shot(elapsed), LIGHT, in_right_half) for elapsed in (20.5, 22.5))
    assert first == pytest.approx(again, abs=0.5)


@THEMES
def test_the_resting_foot_lies_still(palette: Palette) -> None:
    def left_foot(elapsed: float) -> bytes:
        return shot(elapsed, palette).crop((48, 60, 108, 170)).tobytes()

    assert left_foot(20.3) == left_foot(21.7)


def test_the_left_foot_is_on_the_left() -> None:
    for elapsed, keep in ((25.0, in_right_half), (45.0, in_left_half)):
        x, _ = middle_of(shot(elapsed), rgb(LIGHT.accent), lambda x, y: 0.25 < y / PIXELS < 0.6 and 20 < x < 220)
        assert keep(int(x), 0)


def test_curling_toes_come_back_towards_the_heel() -> None:
    def tip(elapsed: float) -> int:
        picture = shot(elapsed)
        data = picture.load()
        assert data is not None
        return max(x for x in range(210) for y in range(120, 180) if data[x, y] == rgb(LIGHT.accent))

    assert tip(5.0) > tip(6.5) + 5
    assert tip(5.0) == pytest.approx(tip(7.9), abs=2)


def test_the_dots_count_the_repetitions() -> None:
    def dots(elapsed: float) -> list[Colour]:
        return [at(shot(elapsed, pixels=480), ((number - 3) * 0.115, -0.86)) for number in range(1, 6)]

    done, now, to_come = rgb(LIGHT.accent), rgb(LIGHT.motion), rgb(LIGHT.muted)
    assert dots(20.0) == [now, to_come, to_come, to_come, to_come]
    assert dots(24.0) == [done, done, now, to_come, to_come]
    assert dots(29.9) == [done, done, done, done, now]


def test_a_walker_moves_and_the_floor_goes_by() -> None:
    first, second = shot(40.0, routine=WALK), shot(40.3, routine=WALK)
    assert first.crop((60, 100, 180, 190)).tobytes() != second.crop((60, 100, 180, 190)).tobytes()
    assert first.crop((60, 195, 180, 215)).tobytes() != second.crop((60, 195, 180, 215)).tobytes()


def test_a_walkers_lower_foot_stays_on_the_floor() -> None:
    lowest = []
    for part in range(26):
        data = (picture := shot(40.0 + part * 0.05, routine=WALK)).load()
        assert data is not None
        feet = {rgb(LIGHT.accent), rgb(LIGHT.accent_shade)}
        lowest.append(
            max(y for y in range(205) for x in range(60, 180) if data[x, y] in feet and picture.width == PIXELS)
        )
    assert max(lowest) - min(lowest) <= 2


def test_someone_who_stands_up_rises() -> None:
    def top(elapsed: float) -> int:
        data = shot(elapsed, routine=WALK).load()
        assert data is not None
        return min(y for y in range(25, 200) for x in range(60, 180) if data[x, y] == rgb(LIGHT.muted))

    assert top(11.0) > top(19.5) + 20


def test_legs_are_crossed_at_first_and_then_set_down() -> None:
    def near_foot(elapsed: float) -> float:
        below_head = middle_of(shot(elapsed), rgb(LIGHT.accent), lambda x, y: 60 < x < 190 and 120 < y < 200)
        return below_head[1]

    assert near_foot(4.0) > near_foot(0.2) + 8


@pytest.mark.parametrize("position", list(Position))
@pytest.mark.parametrize("repetitions", [1, 5, 40])
def test_an_exercise_without_a_picture_of_its_own_gets_one_that_moves(position: Position, repetitions: int) -> None:
    phase = Phase(Seconds(float(repetitions * 2)), repetitions=repetitions)
    step = Step("something-new", "New", "Do it.", "", position, moves_feet=True, phases=(phase,))
    routine = Routine("r", "R", (step,))
    assert shot(0.1, routine=routine, pixels=640).tobytes() != shot(0.6, routine=routine, pixels=640).tobytes()


@THEMES
def test_the_last_instant_has_a_picture(palette: Palette) -> None:
    assert shot(60.0, palette).size == (PIXELS, PIXELS)
    assert at(draw_end(palette, PIXELS), on_circle((0.0, 0.0), RING, 0.3)) == rgb(palette.accent)


@pytest.mark.parametrize("pixels", [64, 241, 900])
def test_any_size_can_be_drawn(pixels: int) -> None:
    assert shot(25.0, pixels=pixels).size == (pixels, pixels)


def test_edges_are_smooth() -> None:
    picture = shot(25.0)
    colours = picture.getcolors(PIXELS * PIXELS)
    assert colours is not None
    assert len(colours) > 100


@THEMES
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "window"),
        ("muted", "window"),
        ("accent", "window"),
        ("on_accent", "accent"),
        ("on_cloth", "cloth"),
        ("on_cloth_resting", "cloth_resting"),
        ("on_button", "button"),
        ("on_button", "button_active"),
    ],
)
def test_every_text_has_contrast_enough_to_read(palette: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize(
    ("shape", "ground"), [("accent", "stage"), ("motion", "stage"), ("accent", "outline"), ("cloth", "stage")]
)
def test_what_carries_meaning_stands_out_from_its_ground(palette: Palette, shape: str, ground: str) -> None:
    assert contrast(getattr(palette, shape), getattr(palette, ground)) >= 3.0


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
