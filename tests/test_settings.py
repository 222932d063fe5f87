"""What the environment says, and what it may not say."""

from __future__ import annotations

import pytest

from tearsheet.settings import BadSetting, Settings


def test_a_variable_sets_a_field_and_what_is_not_ours_is_passed_over() -> None:
    read = Settings.of_environment(
        {
            "TEARSHEET_ROOT": "s3://a/b",
            "TEARSHEET_WORKERS": "3",
            "TEARSHEET_NOTHING": "x",
            "HOME": "/",
        }
    )
    assert (read.root, read.workers, read.keep_days) == ("s3://a/b", 3, 30.0)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("TEARSHEET_WORKERS", "many", "takes a whole number of 1 or more, not 'many'"),
        ("TEARSHEET_WORKERS", "0", "takes a whole number of 1 or more, not '0'"),
        ("TEARSHEET_WORKERS", "1.5", "takes a whole number of 1 or more, not '1.5'"),
        ("TEARSHEET_SQL_SECONDS", "nan", "takes a number of 0.001 or more, not 'nan'"),
        ("TEARSHEET_KEEP_DAYS", "", "takes a number of 1 or more, not ''"),
        ("TEARSHEET_ROOT", "", "is empty: give it a value, or unset it"),
        ("TEARSHEET_RUNNER", "spark", "is one of threads, dask, ray, not 'spark'"),
        (
            "TEARSHEET_WORKER_MEMORY_BYTES",
            "1000000000",
            "takes a whole number of 2,147,483,648 or more, not '1000000000': with less address "
            "space a child process cannot load its libraries",
        ),
    ],
)
def test_a_value_that_makes_no_sense_is_told_with_its_variable(
    variable: str, value: str, told: str
) -> None:
    with pytest.raises(BadSetting, match=f"{variable} {told}"):
        Settings.of_environment({variable: value})
