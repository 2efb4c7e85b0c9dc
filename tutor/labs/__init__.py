"""Interactive pictures: a lab is model.py (pure) + view.py + strings.toml."""
