"""Modules of modules: Sequential, ModuleList, ModuleDict."""

from __future__ import annotations

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Unsupported
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Module, Value


def call_module(ctx: Context, module: Value, *args: Value) -> Value:
    """Run a module; one of the snippet's own classes is called by the interpreter."""
    if isinstance(module, Module):
        return module.forward(ctx, *args)
    if ctx.call_value is None:
        raise Unsupported(f"{describe(module)} as a layer")
    return ctx.call_value(module, list(args), {})


@op("nn: Sequential (*modules)")
def sequential(ctx: Context, *modules: Value) -> Module:
    if len(modules) == 1 and isinstance(modules[0], dict):
        modules = tuple(modules[0].values())

    def forward(ctx: Context, x: Value) -> Value:
        for module in modules:
            x = call_module(ctx, module, x)
        return x

    return Module("Sequential", forward, {"items": list(modules)})


@op("nn: ModuleList ParameterList (modules=())")
def module_list(ctx: Context, modules: Value = ()) -> Value:
    if isinstance(modules, tuple | list):
        return list(modules)
    raise Unsupported("a ModuleList of symbolic length")


@op("nn: ModuleDict ParameterDict (modules=None)")
def module_dict(ctx: Context, modules: Value = None) -> Value:
    return dict(modules or {})
