"""Matrix expressions and their derivatives: reading, deciding, explaining."""
