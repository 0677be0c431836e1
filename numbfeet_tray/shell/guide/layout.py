"""The widgets of the guide's window: the stage, the words beside it, the progress and the buttons.

Talks to: tkinter.
Thread: the child's only one.
Blocks: never.
Fails with: tkinter.TclError when the display goes away.
Missing when: tkinter is missing.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from tkinter.font import Font, nametofont

from PIL import Image, ImageTk

from numbfeet_tray.shell.guide.palette import Palette

WIDTH, HEIGHT = 840, 520
"""Size of the window when it opens, at 96 dots per inch."""
_LEAST = (640, 440)
_LEAST_FIT = 0.76
"""How far the words shrink with the window."""
_SIZES = {
    "place": 15,
    "name": 28,
    "feet": 17,
    "count": 34,
    "text": 18,
    "small": 14,
    "button": 15,
    "label": 15,
    "time": 24,
}
_BOLD = frozenset({"name", "feet", "count", "label", "time"})
_FONT_OF = {"cue": "count", "caution": "small", "next": "place", "left": "place"}
"""Labels that are written in the font of another."""


class Layout:
    """Builds the widgets and puts what it is told into them. Knows nothing about routines."""

    def __init__(self, root: tk.Tk, palette: Palette, dots: float) -> None:
        """Build everything; `dots` is the screen's resolution against 96 dots per inch."""
        self._root = root
        self._palette = palette
        self._dots = dots
        self._family = nametofont("TkDefaultFont").actual("family")
        self._fonts = {
            name: Font(root, family=self._family, weight="bold" if name in _BOLD else "normal") for name in _SIZES
        }
        root.configure(background=palette.window)
        root.geometry(f"{round(WIDTH * dots)}x{round(HEIGHT * dots)}")
        root.columnconfigure(0, weight=54, uniform="column")
        root.columnconfigure(1, weight=46, uniform="column")
        root.rowconfigure(0, weight=1)
        self.stage = self._canvas()
        self.stage.grid(row=0, column=0, sticky="nsew", padx=(round(20 * dots), 0), pady=(round(20 * dots), 0))
        self._picture = self.stage.create_image(0, 0, anchor="center")
        self._photo: ImageTk.PhotoImage | None = None
        self._stage_texts = {
            name: self.stage.create_text(0, 0, font=self._fonts["label"]) for name in ("left", "right", "time")
        }
        self.stage.itemconfigure(self._stage_texts["time"], font=self._fonts["time"], anchor="sw", fill=palette.accent)
        self._panel = tk.Frame(root, background=palette.window)
        self._panel.grid(row=0, column=1, sticky="nsew", padx=round(26 * dots), pady=(round(26 * dots), 0))
        self._labels = self._build_labels()
        self._shown: dict[str, str] = {}
        self.bar = self._canvas(height=round(10 * dots))
        self.bar.grid(row=1, column=0, columnspan=2, sticky="ew", padx=round(24 * dots), pady=round(14 * dots))
        self._buttons = tk.Frame(root, background=palette.window)
        self._buttons.grid(
            row=2, column=0, columnspan=2, sticky="ew", padx=round(24 * dots), pady=(0, round(20 * dots))
        )
        self._button_of: dict[str, tk.Button] = {}
        self._panel.bind("<Configure>", self._wrap)
        root.bind("<Configure>", self._resize, add=True)
        self._scale_fonts(1.0)

    def _canvas(self, height: int = 1) -> tk.Canvas:
        return tk.Canvas(
            self._root, background=self._palette.window, highlightthickness=0, borderwidth=0, width=1, height=height
        )

    def _build_labels(self) -> dict[str, tk.Label]:
        colours = self._palette
        looks = {  # name: colour, space above
            "place": (colours.muted, 0),
            "name": (colours.ink, 4),
            "feet": (colours.on_accent, 12),
            "count": (colours.ink, 10),
            "cue": (colours.accent, 10),
            "text": (colours.ink, 10),
            "caution": (colours.muted, 12),
            "next": (colours.ink, 0),
            "left": (colours.muted, 0),
        }
        places = {
            "count": (3, 0, 1),
            "cue": (3, 1, 1),
            "text": (4, 0, 2),
            "caution": (5, 0, 2),
            "left": (7, 0, 2),
            "next": (8, 0, 2),
        }
        labels: dict[str, tk.Label] = {}
        for row, (name, (colour, above)) in enumerate(looks.items()):
            font = self._fonts[_FONT_OF.get(name, name)]
            label = tk.Label(
                self._panel, font=font, foreground=colour, background=colours.window, justify="left", anchor="w"
            )
            at, column, span = places.get(name, (row, 0, 2))
            label.grid(row=at, column=column, columnspan=span, sticky="w", pady=(round(above * self._dots), 0))
            labels[name] = label
        self._panel.rowconfigure(6, weight=1)
        self._panel.columnconfigure(1, weight=1)
        labels["count"].grid_configure(padx=(0, round(16 * self._dots)))
        labels["feet"].configure(background=colours.accent, padx=round(12 * self._dots), pady=round(5 * self._dots))
        return labels

    def add_button(self, name: str, label: str, press: Callable[[], None], *, quiet: bool = False) -> None:
        """Add a button; a quiet one stands at the right and looks like a link."""
        colours = self._palette
        button = tk.Button(
            self._buttons,
            text=label,
            command=press,
            font=self._fonts["button"],
            relief="flat",
            borderwidth=0,
            padx=round(16 * self._dots),
            pady=round(8 * self._dots),
            background=colours.window if quiet else colours.button,
            foreground=colours.accent if quiet else colours.on_button,
            activebackground=colours.button_active,
            activeforeground=colours.on_button,
            highlightthickness=round(2 * self._dots),
            highlightbackground=colours.window,
            highlightcolor=colours.accent,
            cursor="hand2",
        )
        button.pack(side="right" if quiet else "left", padx=(0, round(8 * self._dots)))
        button.bind("<Return>", lambda _event: button.invoke())
        self._button_of[name] = button

    def keep_room(self) -> None:
        """Let the window become no smaller than its buttons and words need, whatever their language."""
        self._buttons.update_idletasks()
        needed = self._buttons.winfo_reqwidth() * _LEAST_FIT + 60 * self._dots
        self._root.minsize(round(max(_LEAST[0] * self._dots, needed)), round(_LEAST[1] * self._dots))

    def name_button(self, name: str, label: str) -> None:
        """Give a button another label."""
        if self._button_of[name]["text"] != label:
            self._button_of[name].configure(text=label)

    def remove_buttons(self) -> None:
        """Take the buttons away."""
        for button in self._button_of.values():
            button.destroy()
        self._button_of.clear()

    def put(self, words: Mapping[str, str]) -> None:
        """Show the words by the name of their place; an empty one takes no room."""
        for name, text in words.items():
            if self._shown.get(name) == text:
                continue
            self._shown[name] = text
            label = self._labels[name]
            label.configure(text=text)
            if text:
                label.grid()
            else:
                label.grid_remove()

    def pixels(self) -> int:
        """Return how large the stage's picture should be."""
        return max(64, min(self.stage.winfo_width(), self.stage.winfo_height()))

    def show(self, picture: Image.Image) -> None:
        """Put `picture` on the stage."""
        if self._photo is None or self._photo.width() != picture.width:
            self._photo = ImageTk.PhotoImage(picture, master=self._root)
            self.stage.itemconfigure(self._picture, image=self._photo)
        else:
            self._photo.paste(picture)
        self.stage.coords(self._picture, self.stage.winfo_width() / 2, self.stage.winfo_height() / 2)

    def write_on_stage(self, name: str, text: str, place: tuple[float, float], colour: str) -> None:
        """Write `text` at `place`, given in shares of the picture's half width from its middle."""
        half = self.pixels() / 2
        item = self._stage_texts[name]
        middle = self.stage.winfo_width() / 2, self.stage.winfo_height() / 2
        self.stage.coords(item, middle[0] + place[0] * half, middle[1] + place[1] * half)
        self.stage.itemconfigure(item, text=text, fill=colour)

    def _wrap(self, event: tk.Event[tk.Misc]) -> None:
        for name, label in self._labels.items():
            inside = 2 * round(12 * self._dots) if name == "feet" else 0
            label.configure(wraplength=max(80, event.width - inside))

    def _resize(self, event: tk.Event[tk.Misc]) -> None:
        if event.widget is self._root:
            fit = min(event.width / WIDTH, event.height / HEIGHT) / self._dots
            self._scale_fonts(min(2.0, max(_LEAST_FIT, fit)))

    def _scale_fonts(self, fit: float) -> None:
        for name, font in self._fonts.items():
            size = -round(_SIZES[name] * self._dots * fit)  # negative: in pixels
            if font.cget("size") != size:
                font.configure(size=size)
