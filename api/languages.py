"""The API in the reader's language: its sentences, as Accept-Language asks; codes and parameters stay."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.locations import PREFIX
from api.pages.languages import chosen
from api.pages.speaking import speaker_of
from api.schemas.fields import SPEAKER


class InReadersLanguage:
    """Has what the API says to people said in the language they accept, English by default."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        language = chosen("", Headers(scope=scope).get("accept-language", ""))

        async def saying_which(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "json" in headers.get("content-type", ""):
                    headers["Content-Language"] = language.tag
                    headers.add_vary_header("Accept-Language")
            await send(message)

        before = SPEAKER.set(speaker_of(language))
        try:
            await self._app(scope, receive, saying_which)
        finally:
            SPEAKER.reset(before)
