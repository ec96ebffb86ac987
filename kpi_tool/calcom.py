"""Take in webhooks of Cal.com, through the SQL function kpi_ingest_calcom, and check who sent them."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kpi_tool import lines

INTAKE = lines.Intake("webhooks_ingested", batch_size=100)
"""Each webhook locks its booking, and the one that it took the place of, until its transaction ends."""
ENVELOPE = {"tenant_id", "payload", "body", "signature"}


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether a header X-Cal-Signature-256 fits the raw body: its HMAC-SHA256, in hexadecimal digits."""
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())


@dataclass(frozen=True)
class Reader:
    """What becomes of a line: one webhook of one tenant, signed where there is a secret."""

    tenant: str | None
    """Whose the lines are that do not say so."""
    secret: str | None

    def webhook(self, text: str, found: dict[str, Any]) -> str:
        """A line as an object of tenant_id and payload, which is what Cal.com sent.

        Raises:
            ValueError: it names no tenant or another one, or is not signed as it should be.
        """
        if "tenant_id" not in found:
            found, text = {"tenant_id": self.tenant, "payload": found}, _enveloped(self.tenant, text)
        if self.tenant is not None and found["tenant_id"] != self.tenant:
            raise ValueError(f"tenant_id is not {self.tenant}")
        if unknown := sorted(found.keys() - ENVELOPE):
            raise ValueError(f"unknown key: {unknown[0][:100]}")
        if "body" in found:
            return self._signed(found)
        if self.secret is not None:
            raise ValueError("not signed: tenant_id, body (the raw text) and signature are wanted")
        return text

    def _signed(self, found: dict[str, Any]) -> str:
        body, signature = found["body"], found.get("signature")
        if not isinstance(body, str):
            raise ValueError("body is no string")  # noqa: TRY004  what a caller catches
        if "payload" in found:
            raise ValueError("both payload and body")
        return self.checked(body.encode(errors="surrogatepass"), signature, found["tenant_id"])

    def checked(self, body: bytes, signature: object, tenant: object) -> str:
        """A raw body, once its signature is known to be right.

        Raises:
            ValueError: the signature is wrong or missing, or the body no JSON object.
        """
        if self.secret is not None and not (
            isinstance(signature, str) and is_signed(body, signature, self.secret)
        ):
            raise ValueError("the signature is not that of the body")
        text, _ = lines.json_object(body)
        return _enveloped(tenant, text)


def _enveloped(tenant: object, text: str) -> str:
    """The body stays as it is written: to parse and print it could alter numbers."""
    return f'{{"tenant_id": {json.dumps(tenant)}, "payload": {text}}}'


def webhooks(given: Iterable[bytes], reader: Reader, refuse: lines.Refuse) -> Iterator[lines.Line]:
    """Those of the lines that are one; `refuse` hears of the others."""
    for number, text, found in lines.parsed(given, refuse):
        try:
            yield number, reader.webhook(text, found)
        except ValueError as error:
            refuse(number, str(error))


def signed_webhook(body: bytes, signature: str, reader: Reader, refuse: lines.Refuse) -> Iterator[lines.Line]:
    """One raw body, whose signature came with it, as line 1; or none, and `refuse` hears why."""
    try:
        yield 1, reader.checked(body, signature, reader.tenant)
    except ValueError as error:
        refuse(1, str(error))
