"""Everything the environment decides, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pathways.errors import SettingsError

CONTAINER_SECRETS = Path("/run/secrets")  # a file `pathways_database_url` there is that setting


class Settings(BaseSettings):
    """Settings of one process: each is an environment variable `PATHWAYS_<NAME>`, or a container's secret so named."""

    model_config = SettingsConfigDict(
        env_prefix="PATHWAYS_", extra="ignore", secrets_dir=CONTAINER_SECRETS if CONTAINER_SECRETS.is_dir() else None
    )

    home: Path = Field(default=Path(".pathways"), description="where all state lives")
    secrets: Path | None = Field(
        default=None, description="the folder of the secrets that this installation makes; unset: secrets/ under home"
    )
    database_url: SecretStr | None = Field(default=None, description="a PostgreSQL server; unset: an embedded one")
    airflow_database_url: SecretStr | None = Field(
        default=None, description="Airflow's own database on that server, with its own login"
    )
    engine: Literal["postgres", "duckdb", "spark"] = Field(default="postgres", description="what dbt builds on")
    duckdb_memory: str | None = Field(
        default=None,
        description="the memory of a build on DuckDB, as DuckDB writes it (8GB); unset: a third of the machine's",
    )
    spark_environment: Path = Field(
        default=Path(__file__).resolve().parent.parent / ".venv-spark",
        description="the Python environment that holds Spark and dbt-spark; `make spark` makes it",
    )
    spark_master: str = Field(default="local[2]", description="where Spark runs: local[cores] or spark://host:port")
    release: Literal["auto", "approve"] = Field(
        default="auto", description="whether a passing candidate waits for sign-off"
    )
    host: str = Field(default="127.0.0.1", description="address the servers listen on")
    dashboard_port: int = Field(default=8050, description="port of the dashboard")
    airflow_url: str | None = Field(
        default=None, description="where Airflow's parts reach its api-server; unset: on this machine"
    )
    airflow_port: int = Field(default=8080, description="port of Airflow's own pages")
    ees_url: str = Field(
        default="https://api.education.gov.uk/statistics/v1", description="the EES public API, down to its version"
    )
    ees_catalogue_url: str = Field(
        default="https://explore-education-statistics.service.gov.uk/data-catalogue", description="the EES catalogue"
    )
    ees_data_sets: dict[str, str] = Field(
        default_factory=dict,
        description="datasets pulled from the EES API, as JSON: dataset to API data set id[@version]",
    )
    statxplore_url: str = Field(
        default="https://stat-xplore.dwp.gov.uk/webapi/rest/v1", description="Stat-Xplore's Open Data API"
    )
    statxplore_key: SecretStr | None = Field(default=None, description="the key to Stat-Xplore")
    statxplore_key_file: Path | None = Field(default=None, description="a file that holds the key to Stat-Xplore")

    @property
    def project_root(self) -> Path:
        """The folder that holds `dbt_project/` and `dags/`."""
        return Path(__file__).resolve().parent.parent

    @property
    def inbox(self) -> Path:
        """Where files are dropped."""
        return self.home / "inbox"

    @property
    def landing(self) -> Path:
        """The archive of bytes as sent."""
        return self.home / "landing"

    @property
    def identity(self) -> Path:
        """The identity zone: record-level files, and all that identifies a person."""
        return self.home / "identity"

    @property
    def restricted(self) -> Path:
        """True counts behind the figures of each release, for the gates of later ones; never for a reader."""
        return self.home / "restricted"

    @property
    def quarantine(self) -> Path:
        """Rows that broke their contract, with the reason."""
        return self.home / "quarantine"

    @property
    def lake(self) -> Path:
        """Typed, contract-checked Parquet."""
        return self.home / "lake"

    @property
    def releases(self) -> Path:
        """Release folders: files and manifests."""
        return self.home / "releases"

    @property
    def reviews(self) -> Path:
        """Folders of the three-yearly equality reviews."""
        return self.home / "reviews"

    @property
    def duckdb_path(self) -> Path:
        """The warehouse when DuckDB is the engine."""
        return self.home / "warehouse.duckdb"

    @property
    def spark(self) -> Path:
        """The warehouse when Spark is the engine: its catalogue, its tables, and what is registered for it."""
        return self.home / "spark"


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a variable holds a value that cannot be used.
    """
    try:
        read = Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        name = "PATHWAYS_" + "_".join(str(part) for part in problem["loc"]).upper()
        raise SettingsError(
            f"{name} cannot be used: {problem['msg']}.",
            why="Nothing was started.",
            fix=f"Correct or unset {name}.",
        ) from None
    return read.model_copy(update={"home": read.home.expanduser().resolve()})
