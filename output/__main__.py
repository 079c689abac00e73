"""Run the command line as `python -m output`."""

from output.cli import app

app()
