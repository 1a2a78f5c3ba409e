"""Looking inside a network: for now, its table of layers."""

from cnnlib.inspect._summary import Row, Summary, summary

__all__ = ["Row", "Summary", "summary"]
