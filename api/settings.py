"""The settings of the service, from environment variables whose names begin with MATCHER_."""

from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from matcher.errors import InputError
from matcher.store.lost_runs import SILENT_SECONDS

HERE = "sqlite:///matcher.db"


class Settings(BaseSettings):
    """What an operator may set. Times in seconds, sizes in bytes unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="MATCHER_", frozen=True, extra="ignore")

    database: str = Field(
        default=HERE, description="Where the database is: sqlite:///FILE or postgresql://USER@HOST/NAME."
    )
    keys: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Keys that personal data is sealed with, newest first, separated by commas; empty: those in a file"
        " beside an SQLite database.",
    )
    jobs: str = Field(
        default="",
        description="The job queue: sqlite:///FILE, postgresql://… or redis://…; empty: a file beside an SQLite"
        " database, or the same PostgreSQL.",
    )
    secure_cookies: bool = Field(
        default=True, description="Cookies go over HTTPS only; off for a trial on one's own machine."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("*",), description="Names under which the service answers, separated by commas."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Other sites whose pages may call the API, separated by commas; none by default."
    )
    sign_in_hours: float = Field(default=12.0, gt=0, description="How long a browser stays signed in.")
    body_limit: int = Field(default=32 * 2**20, gt=0, description="The largest request body.")
    requests_per_minute: int = Field(default=600, ge=0, description="Per person or program; 0: no limit.")
    sign_ins_per_minute: int = Field(default=20, ge=0, description="Attempts to sign in per address; 0: no limit.")
    openid_issuer: str = Field(
        default="", description="An identity provider that people may sign in through (OpenID Connect); empty: none."
    )
    openid_client: str = Field(default="", description="The service's client id there.")
    openid_secret: str = Field(default="", repr=False, description="The service's client secret there.")
    openid_name: str = Field(default="OpenID Connect", description="What the provider is called on the sign-in page.")
    run_seconds_limit: float = Field(default=600.0, gt=0, description="The longest deadline that a run may be given.")
    silent_seconds: float = Field(
        default=SILENT_SECONDS, gt=0, description="A run whose worker is silent for so long is given to another."
    )
    watch_seconds: float = Field(
        default=15.0, ge=1, le=60, description="How often workers look for runs that were lost and rounds that are due."
    )

    @field_validator("keys", "allowed_hosts", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value


def settings_of_environment() -> Settings:
    """Return what the environment sets.

    Raises
    ------
    InputError
        If a variable says what its setting cannot be; names the variable.
    """
    try:
        return Settings()
    except ValidationError as invalid:
        wrong = [f"MATCHER_{str(e['loc'][0]).upper()}={e['input']}: {e['msg']}" for e in invalid.errors()]
        raise InputError("setting-invalid", "; ".join(wrong)) from invalid
