"""Wrong derivatives of single functions, as learners give them: a table.

u is what stands inside, b the base of a logarithm.
"""

from collections.abc import Mapping

BUGGY_OUTER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "sin": (("trig-sign", "-cos(u)"), ("trig-not-switched", "-sin(u)")),
    "cos": (("trig-sign", "sin(u)"), ("trig-not-switched", "-cos(u)")),
    "tan": (
        ("square-lost", "sec(u)"),
        ("trig-sign", "-sec(u)^2"),
        ("inverse-confused", "1/(1 + u^2)"),
        ("circular-hyperbolic", "1 - tan(u)^2"),
        ("trig-not-switched", "cot(u)"),
    ),
    "cot": (("trig-sign", "csc(u)^2"), ("square-lost", "-csc(u)"), ("trig-not-switched", "tan(u)")),
    "sec": (("trig-sign", "-sec(u)*tan(u)"), ("square-lost", "tan(u)^2")),
    "csc": (("trig-sign", "csc(u)*cot(u)"),),
    "asin": (
        ("arc-sign", "-1/sqrt(1 - u^2)"),
        ("sign-under-root", "1/sqrt(1 + u^2)"),
        ("root-lost", "1/(1 - u^2)"),
        ("inverse-as-reciprocal", "1/cos(u)"),
        ("inverse-as-function", "acos(u)"),
        ("arc-confused", "1/(1 + u^2)"),
    ),
    "acos": (
        ("arc-sign", "1/sqrt(1 - u^2)"),
        ("sign-under-root", "-1/sqrt(1 + u^2)"),
        ("root-lost", "-1/(1 - u^2)"),
        ("inverse-as-reciprocal", "-1/sin(u)"),
    ),
    "atan": (
        ("square-lost", "1/(1 + u)"),
        ("circular-hyperbolic", "1/(1 - u^2)"),
        ("root-added", "1/sqrt(1 + u^2)"),
        ("arc-confused", "1/sqrt(1 - u^2)"),
        ("inverse-as-reciprocal", "cos(u)^2"),
        ("inverse-as-function", "1/tan(u)"),
    ),
    "sinh": (("circular-hyperbolic", "-cosh(u)"), ("circular-hyperbolic", "cos(u)")),
    "cosh": (("circular-hyperbolic", "-sinh(u)"), ("circular-hyperbolic", "-sin(u)")),
    "tanh": (
        ("square-lost", "1 - tanh(u)"),
        ("circular-hyperbolic", "1 + tanh(u)^2"),
        ("tanh-like-sigmoid", "tanh(u)*(1 - tanh(u))"),
        ("square-lost", "sech(u)"),
        ("sign-lost", "tanh(u)^2 - 1"),
        ("square-of-argument", "1 - u^2"),
    ),
    "exp": (
        ("power-rule-on-exponential", "u*exp(u - 1)"),
        ("log-exp-confused", "1/u"),
        ("log-exp-confused", "log(u)"),
    ),
    "log": (
        ("log-exp-confused", "exp(u)"),
        ("log-exp-confused", "1/exp(u)"),
        ("reciprocal-sign", "-1/u"),
        ("reciprocal-squared", "1/u^2"),
        ("reciprocal-squared", "-1/u^2"),
        ("logarithm-under-one", "1/log(u)"),
    ),
    "log_base": (
        ("base-logarithm-missing", "1/u"),
        ("base-logarithm-multiplied", "log(b)/u"),
        ("logarithm-under-one", "1/log(u, b)"),
        ("base-as-factor", "1/(b*u)"),
    ),
    "sqrt": (
        ("half-missing", "1/sqrt(u)"),
        ("power-not-lowered", "sqrt(u)/2"),
        ("half-misplaced", "2/sqrt(u)"),
        ("integrated-power", "2/3*u*sqrt(u)"),
        ("sign-lost", "-1/(2*sqrt(u))"),
        ("root-lost", "1/(2*u)"),
        ("exponent-raised", "u*sqrt(u)/2"),
    ),
    "cbrt": (
        ("half-missing", "1/cbrt(u)^2"),
        ("square-lost", "1/(3*cbrt(u))"),
        ("power-not-lowered", "cbrt(u)/3"),
    ),
    "abs": (("slope-one-everywhere", "1"), ("abs-sign", "-sign(u)")),
    "erf": (("constant-missing", "exp(-u^2)"), ("sign-in-exponent", "2/sqrt(pi)*exp(u^2)")),
    "erfc": (("sign-lost", "2/sqrt(pi)*exp(-u^2)"), ("constant-missing", "-exp(-u^2)")),
    "normcdf": (
        ("constant-missing", "exp(-u^2/2)"),
        ("sign-in-exponent", "exp(u^2/2)/sqrt(2*pi)"),
    ),
    "sigmoid": (
        ("sigmoid-not-differentiated", "sigmoid(u)"),
        ("sigmoid-sign", "sigmoid(u)*(1 + sigmoid(u))"),
        ("sigmoid-factor-missing", "1 - sigmoid(u)"),
        ("sigmoid-at-argument", "u*(1 - u)"),
        ("sigmoid-at-argument", "sigmoid(u)*(1 - u)"),
        ("sigmoid-like-tanh", "1 - sigmoid(u)^2"),
        ("sigmoid-sign", "sigmoid(u)*(sigmoid(u) - 1)"),
        ("square-lost", "exp(-u)/(1 + exp(-u))"),
        ("sigmoid-factor-missing", "sigmoid(u)^2"),
    ),
    "softplus": (
        ("sign-in-exponent", "1/(1 + exp(u))"),
        ("logarithm-dropped", "exp(u)"),
        ("sigmoid-differentiated-again", "sigmoid(u)*(1 - sigmoid(u))"),
        ("softplus-as-relu", "heaviside(u)"),
    ),
    "relu": (
        ("slope-one-everywhere", "1"),
        ("relu-like-abs", "sign(u)"),
        ("branches-swapped", "1 - heaviside(u)"),
        ("relu-as-sigmoid", "sigmoid(u)"),
    ),
    "leaky_relu": (("slope-one-everywhere", "1"), ("leak-dropped", "heaviside(u)")),
    "silu": (
        ("product-term-missing", "sigmoid(u)"),
        ("product-term-missing", "u*sigmoid(u)*(1 - sigmoid(u))"),
        ("product-of-derivatives", "sigmoid(u)*(1 - sigmoid(u))"),
        ("sigmoid-not-differentiated", "sigmoid(u) + u*sigmoid(u)"),
        ("product-minus", "sigmoid(u) - u*sigmoid(u)*(1 - sigmoid(u))"),
    ),
    "gelu": (
        ("product-term-missing", "normcdf(u)"),
        ("product-term-missing", "u*exp(-u^2/2)/sqrt(2*pi)"),
        ("product-of-derivatives", "exp(-u^2/2)/sqrt(2*pi)"),
        ("constant-missing", "normcdf(u) + u*exp(-u^2/2)"),
    ),
    "logit": (("forgot-inner-derivative", "1/u - 1/(1 - u)"), ("sign-lost", "-1/(u*(1 - u))")),
}
"""Function → (mistake, what it takes for the derivative at u)."""
