"""Runs a client of Node in the place of a Python program: ``esl_node.py SCRIPT ARGUMENTS…``."""

import os
import sys
from pathlib import Path

here = Path(__file__).parent
peers = here.parents[2] / ".peers"
os.environ["NODE_PATH"] = str(peers / "node_modules")
os.environ["PEERS"] = str(peers)
os.execvp("node", ["node", str(here / sys.argv[1]), *sys.argv[2:]])
