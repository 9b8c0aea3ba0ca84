"""How often one may ask: a moving window per person, program or, before signing in, address."""

import math
import time

from fastapi import Depends, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.errors import TooManyRequests
from api.security import Asking
from api.state import SettingsOf


class Rates:
    """The counts of one process; several processes each keep their own."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, what: str, who: str, per_minute: int) -> None:
        """Count one request.

        Raises
        ------
        TooManyRequests
            If that was one too many; says when to come back.
        """
        item = RateLimitItemPerMinute(per_minute)
        if per_minute and not self._limiter.hit(item, what, who):
            again = self._limiter.get_window_stats(item, what, who).reset_time - time.time()
            raise TooManyRequests(max(1, math.ceil(again)))


async def limit_requests(request: Request, settings: SettingsOf, viewer: Asking) -> None:
    rates: Rates = request.app.state.rates
    rates.count("requests", viewer.person, settings.requests_per_minute)


async def limit_sign_ins(request: Request, settings: SettingsOf) -> None:
    rates: Rates = request.app.state.rates
    rates.count("sign-ins", request.client.host if request.client else "", settings.sign_ins_per_minute)


RequestsLimited = Depends(limit_requests)
SignInsLimited = Depends(limit_sign_ins)
