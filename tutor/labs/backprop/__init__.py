"""The backprop visualizer: a network, its values on the way up, its gradients on the way down.

network.py computes; quantities.py names what was computed, in order; formulas.py and entries.py
write each with its numbers; flow.py looks at how gradients fade or grow; asking.py and slips.py
are the answer mode; graph.py, table.py and strip.py draw, and view.py puts all on the screen.
"""

ORDER = 4
