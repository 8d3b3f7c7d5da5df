"""The report: one HTML file to look at the edits of a run, accept or reject them, and export the decisions."""

from normalize.report.page import write_report

__all__ = ["write_report"]
