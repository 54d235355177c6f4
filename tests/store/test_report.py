"""What users hear of trouble: once, and never as an exception."""

from __future__ import annotations

import logging
import warnings

from autograd_src.store import report


def test_a_subject_is_warned_of_once():
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        report.warn("disk", "it is full")
        report.warn("disk", "it is full")
        report.warn("other", "it is read-only")
    said = [str(warning.message) for warning in heard]
    assert said == ["autograd_src: it is full", "autograd_src: it is read-only"]


def test_where_warnings_are_errors_the_logger_is_told(caplog):
    with caplog.at_level(logging.WARNING, "autograd_src"):
        report.warn("disk", "it is full")
    assert caplog.messages == ["it is full"]


def test_forget():
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        report.warn("disk", "it is full")
        report.forget()
        report.warn("disk", "it is full")
    assert len(heard) == 2


def test_log_lines_go_to_standard_error(capsys):
    report.line("found it")
    assert capsys.readouterr() == ("", "autograd_src cache: found it\n")
