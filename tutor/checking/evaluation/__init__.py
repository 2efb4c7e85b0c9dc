"""Values of expressions: in doubles, to any number of digits, modulo primes, over ℂ."""
