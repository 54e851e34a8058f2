"""The suite: ``trial tests``. Tests against real peers are in ``tests/interop``."""
