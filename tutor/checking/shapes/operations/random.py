"""Random numbers: NumPy's Generator and legacy functions, torch's."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Generator, Shape, Tensor, Value, is_size


def _sized(ctx: Context, size: Value, *parameters: Value) -> Shape:
    """The shape drawn: `size`, to which array parameters stretch, or their own."""
    shapes = [ctx.array(p).shape for p in parameters if isinstance(p, Tensor | list)]
    if size is None:
        return ctx.broadcast(*shapes) if shapes else ()
    target = ctx.new_shape(size)
    for shape in shapes:
        ctx.broadcast_to(shape, target)
    return target


@op("np.random: default_rng RandomState (seed=None)")
def default_rng(ctx: Context, seed: Value = None) -> Value:
    return Generator()


@op(
    "np.random: seed (seed=None)",
    "torch: manual_seed seed (seed=None)",
    "torch.cuda: manual_seed manual_seed_all (seed=None)",
)
def seed(ctx: Context, seed: Value = None) -> Value:
    return None


@op("Generator: spawn (n)")
def spawn(ctx: Context, n: Value) -> Value:
    return [Generator()] * int(n)


@op(
    "np.random, Generator: normal lognormal laplace gumbel logistic (loc=0.0, scale=1.0, size=None)"
)
def normal(ctx: Context, loc: Value = 0.0, scale: Value = 1.0, size: Value = None) -> Tensor:
    return Tensor(_sized(ctx, size, loc, scale))


@op("np.random, Generator: uniform (low=0.0, high=1.0, size=None)")
def uniform(ctx: Context, low: Value = 0.0, high: Value = 1.0, size: Value = None) -> Tensor:
    return Tensor(_sized(ctx, size, low, high))


@op(
    "np.random, Generator: exponential rayleigh (scale=1.0, size=None)",
    "np.random, Generator: standard_gamma standard_t chisquare power weibull pareto (scale, "
    "size=None)",
)
def exponential(ctx: Context, scale: Value = 1.0, size: Value = None) -> Tensor:
    return Tensor(_sized(ctx, size, scale))


@op(
    "np.random, Generator: gamma (shape, scale=1.0, size=None)",
    "np.random, Generator: beta (shape, scale, size=None)",
)
def gamma(ctx: Context, shape: Value, scale: Value = 1.0, size: Value = None) -> Tensor:
    return Tensor(_sized(ctx, size, shape, scale))


@op(
    "np.random, Generator: poisson (lam=1.0, size=None)",
    "np.random, Generator: geometric (lam, size=None)",
)
def poisson(ctx: Context, lam: Value = 1.0, size: Value = None) -> Tensor:
    return Tensor(_sized(ctx, size, lam), "int64")


@op(
    "np.random, Generator: binomial (n, p, size=None)",
    "np.random, Generator: negative_binomial (n, p, size=None)",
)
def binomial(ctx: Context, n: Value, p: Value, size: Value = None) -> Tensor:
    result = Tensor(_sized(ctx, size, n, p), "int64")
    return (
        replace(result, bounds=(0, n), reach="maybe")
        if is_size(n) and ctx.called_name == "binomial"
        else result
    )


@op(
    "np.random: standard_normal random random_sample ranf sample standard_exponential "
    "standard_cauchy (size=None)"
)
def sample(ctx: Context, size: Value = None) -> Tensor:
    return Tensor(_sized(ctx, size))


@op(
    "Generator: standard_normal random standard_exponential (size=None, dtype=None, out=None)",
    "Generator: standard_cauchy random_sample (size=None)",
)
def generator_sample(
    ctx: Context, size: Value = None, dtype: Value = None, out: Value = None
) -> Tensor:
    return Tensor(_sized(ctx, size), ctx.dtype(dtype, "float64"))


@op("np.random: rand randn (*sizes)", "Generator: rand randn (*sizes)")
def randn(ctx: Context, *sizes: Value) -> Tensor:
    """The legacy forms take sizes one by one; a tuple raises."""
    for size in sizes:
        if isinstance(size, tuple | list):
            raise Broken("sizes_not_tuple", name=ctx.called_name, got=describe(size))
    return Tensor(ctx.new_shape(sizes))


@op(
    "np.random: randint (low, high=None, size=None, dtype=None)",
    "Generator: integers (low, high=None, size=None, dtype=None, endpoint=False)",
)
def integers(
    ctx: Context,
    low: Value,
    high: Value = None,
    size: Value = None,
    dtype: Value = None,
    endpoint: Value = False,
) -> Tensor:
    start, stop = (0, low) if high is None else (low, high)
    result = Tensor(_sized(ctx, size, start, stop), ctx.dtype(dtype, "int64"))
    if is_size(start) and is_size(stop):
        if not ctx.world.possible(">", stop + (1 if endpoint is True else 0), start):
            raise Broken("empty_range", low=start, high=stop)
        last = stop if endpoint is True else stop - 1
        return replace(result, bounds=(start, last), reach="drawn")
    return result


@op(
    "np.random: choice (a, size=None, replace=True, p=None)",
    "Generator: choice (a, size=None, replace=True, p=None, axis=0, shuffle=True)",
)
def choice(
    ctx: Context,
    a: Value,
    size: Value = None,
    replace: Value = True,
    p: Value = None,
    axis: Value = 0,
    shuffle: Value = True,
) -> Tensor:
    count: Dim
    if is_size(a):
        population: Tensor = Tensor((a,), "int64", bounds=(0, a - 1))
    else:
        population = ctx.array(a)
        if not population.shape:
            raise Unsupported("a population only a run would tell")
        if population.ndim > 1 and ctx.called == "np.random":
            raise Broken("exact_rank", population.shape, name="choice", ndim=1)
    place = ctx.axis(axis, population.ndim, population.shape)
    count = population.shape[place]
    if p is not None and not ctx.same_shape(ctx.array(p).shape, (count,)):
        raise Broken("different_lengths", left=count, right=ctx.total(ctx.array(p).shape))
    shape = () if size is None else ctx.new_shape(size)
    if replace is False and not ctx.world.possible("<=", ctx.total(shape), count):
        raise Broken("sample_too_large", size=ctx.total(shape), population=count)
    rest = (*population.shape[:place], *shape, *population.shape[place + 1 :])
    return _with_bounds(population.like(rest), population)


def _with_bounds(result: Tensor, population: Tensor) -> Tensor:
    return replace(result, bounds=population.bounds, reach="drawn")


@op("np.random, Generator: permutation (a, axis=0)", "Generator: permuted (a, axis=None)")
def permutation(ctx: Context, a: Value, axis: Value = 0) -> Tensor:
    if is_size(a):
        return Tensor((a,), "int64", bounds=(0, a - 1))
    tensor = ctx.array(a)
    if axis is not None:
        ctx.axis(axis, tensor.ndim, tensor.shape)
    return replace(tensor.like(), bounds=tensor.bounds)


@op("np.random, Generator: shuffle (a, axis=0)")
def shuffle(ctx: Context, a: Value, axis: Value = 0) -> None:
    return None


@op(
    "np.random, Generator: multivariate_normal (mean, cov, size=None, check_valid='warn', "
    "tol=1e-8, *, method='svd')"
)
def multivariate_normal(
    ctx: Context, mean: Value, cov: Value, size: Value = None, **_: Value
) -> Tensor:
    center, spread = ctx.array(mean), ctx.array(cov)
    if center.ndim != 1:
        raise Broken("exact_rank", center.shape, name="mean", ndim=1)
    if spread.ndim != 2 or not ctx.same(*spread.shape):
        raise Broken("square", spread.shape)
    if not ctx.same(center.shape[0], spread.shape[0]):
        raise Broken(
            "matmul", center.shape, spread.shape, left=center.shape[0], right=spread.shape[0]
        )
    return Tensor((*_sized(ctx, size), center.shape[0]))


@op("np.random, Generator: multinomial (n, pvals, size=None)")
def multinomial(ctx: Context, n: Value, pvals: Value, size: Value = None) -> Tensor:
    p = ctx.array(pvals)
    if p.ndim > 1:
        raise Unsupported("a batch of multinomials")
    return Tensor((*_sized(ctx, size), *p.shape), "int64")


@op("np.random, Generator: triangular vonmises wald zipf logseries (a, b=None, c=None, size=None)")
def other_distribution(
    ctx: Context, a: Value, b: Value = None, c: Value = None, size: Value = None
) -> Tensor:
    return Tensor(_sized(ctx, size, *(value for value in (a, b, c) if value is not None)))


@op("np.random, Generator: dirichlet (alpha, size=None)")
def dirichlet(ctx: Context, alpha: Value, size: Value = None) -> Tensor:
    return Tensor((*_sized(ctx, size), *ctx.array(alpha).shape))


# ── torch ───────────────────────────────────────────────────────────────────────────────


@op("torch: rand randn (*sizes, dtype=None, out=None)")
def torch_randn(ctx: Context, *sizes: Value, dtype: Value = None, out: Value = None) -> Tensor:
    shape = ctx.varargs_shape(sizes)
    for size in shape:
        if ctx.is_negative(size):
            raise Broken("negative_size", shape, size=size)
    return Tensor(shape, ctx.dtype(dtype, ctx.default_dtype), "torch")


@op("torch: randint (*arguments, low=0, high=None, size=None, dtype=None)")
def torch_randint(
    ctx: Context,
    *arguments: Value,
    low: Value = 0,
    high: Value = None,
    size: Value = None,
    dtype: Value = None,
) -> Tensor:
    """randint(high, size) or randint(low, high, size)."""
    given = list(arguments)
    if size is None and given and isinstance(given[-1], tuple | list):
        size = given.pop()
    if len(given) == 2:
        low, high = given
    elif len(given) == 1:
        low, high = (low, given[0]) if high is None else (given[0], high)
    if size is None or is_size(size):
        raise Broken("not_a_shape", got=describe(size))
    result = Tensor(ctx.new_shape(size), ctx.dtype(dtype, "int64"), "torch")
    if is_size(low) and is_size(high):
        if not ctx.world.possible(">", high, low):
            raise Broken("empty_range", low=low, high=high)
        if result.kind == "int":
            return replace(result, bounds=(low, high - 1), reach="drawn")
    return result


@op("torch: randperm (n, *, dtype=None)")
def randperm(ctx: Context, n: Value, dtype: Value = None) -> Tensor:
    size = ctx.integer(n)
    return Tensor((size,), ctx.dtype(dtype, "int64"), "torch", bounds=(0, size - 1))


@op("torch: normal (mean=0.0, std=1.0, size=None, *, dtype=None)")
def torch_normal(
    ctx: Context, mean: Value = 0.0, std: Value = 1.0, size: Value = None, dtype: Value = None
) -> Tensor:
    if size is not None:
        return Tensor(ctx.new_shape(size), ctx.dtype(dtype, ctx.default_dtype), "torch")
    shapes = [value.shape for value in (mean, std) if isinstance(value, Tensor)]
    return Tensor(ctx.broadcast(*shapes), ctx.default_dtype, "torch")


@op("torch, Tensor: bernoulli (a, p=None)", "torch: poisson (a)")
def bernoulli(ctx: Context, a: Value, p: Value = None) -> Tensor:
    return ctx.tensor(a).like()


@op("torch, Tensor: multinomial (a, num_samples, replacement=False)")
def torch_multinomial(
    ctx: Context, a: Value, num_samples: Value, replacement: Value = False
) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.ndim not in (1, 2):
        raise Broken("rank_at_most", tensor.shape, most=2)
    count = ctx.integer(num_samples)
    if replacement is not True and not ctx.world.possible("<=", count, tensor.shape[-1]):
        raise Broken("sample_too_large", size=count, population=tensor.shape[-1])
    result = tensor.like((*tensor.shape[:-1], count), "int64")
    return replace(result, bounds=(0, tensor.shape[-1] - 1), reach="drawn")
