"""The switch of OBS, and the way to its connections and rules."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from resonance.texts import say
from resonance.ui.options.editors import Editor, Task
from resonance.ui.options.look import styled


def obs_switch(parent: tk.Misc, task: Task) -> Editor:
    frame = ttk.Frame(parent)
    is_on = tk.BooleanVar(frame)
    button = ttk.Button(frame, text=say("Connections and rules…"), command=task.host.open_obs)
    styled(button, "secondary-outline").pack(side="left", padx=(0, task.look.px(10)))
    box = ttk.Checkbutton(frame, variable=is_on, command=lambda: task.change(bool(is_on.get())))
    styled(box, "round-toggle").pack(side="left")
    box.bind("<Return>", lambda event: box.invoke())
    return Editor(frame, is_on.set, box)
