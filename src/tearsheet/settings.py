"""One frozen settings object, read once from the environment (`TEARSHEET_…`)."""

from __future__ import annotations

import os
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may differ between machines and never changes what is derived from a capture."""

    model_config = SettingsConfigDict(env_prefix="TEARSHEET_", frozen=True)

    root: str = Field("data/archive", description="the archive: a folder or a bucket URL")
    landing: str = Field("data/landing", description="the folder that scheduled runs watch")
    workers: int = Field(
        default_factory=lambda: max(1, min(os.cpu_count() or 1, 8)),
        ge=1,
        description="child processes for parsing",
    )
    shard_captures: int = Field(400, ge=1, description="captures a shard of work holds at most")
    shard_bytes: int = Field(
        8 << 20, ge=1, description="payload bytes a shard of work holds at most"
    )
    portion_bytes: int = Field(
        1 << 30,
        ge=1,
        description="payload bytes that are archived before a snapshot is published and the run "
        "goes on",
    )
    page_cpu_seconds: float = Field(
        20.0, gt=0, description="processor time one page may take before its process is killed"
    )
    worker_memory_bytes: int = Field(
        4 << 30, ge=1 << 28, description="address space of a parsing process"
    )
    settle_seconds: float = Field(
        60.0, ge=0, description="a file younger than this waits for the next scheduled run"
    )
    lease_seconds: float = Field(
        60.0,
        gt=0,
        description="a run that publishes keeps others waiting at most this long after its death",
    )
    keep_snapshots: int = Field(10, ge=1, description="newest snapshots that vacuum keeps")
    keep_days: float = Field(
        30.0, ge=1, description="vacuum keeps what was the newest snapshot within these days"
    )
    sql_memory: str = Field("2GB", description="memory an ad-hoc query may take")
    sql_seconds: float = Field(60.0, gt=0, description="time an ad-hoc query may take")
    sql_temp: str = Field(
        "none",
        description="disk an ad-hoc query may spill to, in the system's temporary folder, while "
        "it runs",
    )


@cache
def settings() -> Settings:
    """The process's settings."""
    return Settings()
