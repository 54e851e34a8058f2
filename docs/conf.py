"""Sphinx builds the documentation: ``make docs``."""

from twisted_telco import __version__

project = "twisted_telco"
author = "The twisted_telco developers"
copyright = "2026, The twisted_telco developers"
release = version = __version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"page_width": "1200px", "sidebar_width": "240px", "fixed_sidebar": True}
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
default_role = "py:obj"
autodoc_inherit_docstrings = False
# The same names stand in the general tree and in each protocol's own.
suppress_warnings = ["ref.python"]
