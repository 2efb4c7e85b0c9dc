"""TeX or a syntax tree → Unicode and two-dimensional text."""
