"""The places of the app; a .tcss beside each screen."""
