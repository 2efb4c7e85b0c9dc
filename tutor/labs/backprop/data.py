"""What a run computed, as tables for export."""

from typing import TYPE_CHECKING

import numpy as np

from tutor.labs import Table
from tutor.labs.backprop import reading
from tutor.labs.backprop.flow import flow
from tutor.labs.backprop.quantities import given, plain_name
from tutor.labs.numbers import number

if TYPE_CHECKING:
    from tutor.labs.backprop.model import Model


def values_table(model: "Model") -> Table:
    """Every entry that is given or computed."""
    rows = []
    for quantity in (*given(model.design), *model.steps):
        if not model.known(quantity.name):
            continue
        value = np.asarray(model.run.value(quantity.name), dtype=float)
        for index in np.ndindex(value.shape):
            name = plain_name(model.design, quantity.name, index)
            rows.append((quantity.phase, str(quantity.layer), name, repr(float(value[index]))))
    strings = reading.STRINGS
    columns = tuple(strings["column_" + name] for name in ("phase", "layer", "entry", "value"))
    return Table("values", strings["table_values"], columns, tuple(rows))


def flow_table(model: "Model") -> Table:
    """Typical sizes by layer."""
    names = ("layer", "activation", "signal", "slope", "delta", "weights")
    rows = tuple(
        (str(each.layer), each.activation, *(number(value) for value in sizes))
        for each in flow(model.run).layers
        for sizes in [(each.signal, each.slope, each.delta, each.weights)]
    )
    strings = reading.STRINGS
    columns = tuple(strings["column_" + name] for name in names)
    return Table("flow", strings["table_flow"], columns, rows)


def losses_table(model: "Model") -> Table:
    """The loss before every update, and now."""
    rows = tuple((str(step), repr(loss)) for step, loss in enumerate(model.setting.losses))
    strings = reading.STRINGS
    return Table(
        "losses", strings["table_losses"], (strings["column_step"], strings["column_loss"]), rows
    )
