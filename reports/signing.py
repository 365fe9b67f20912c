"""The organisation's signature on a finished PDF, where the settings name a certificate.

pyHanko and what it brings are loaded only then. It writes behind the finished file and changes nothing before: by
itself it would rewrite the metadata compressed, which PDF/A forbids, so that is left out. The signature holds the time
of signing, so a signed report made again differs in its bytes.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner

FIELD = "Signature"
READABLE_NAME = "Signature of the organisation"
"""What a screen reader says of the invisible field."""


def signed(data: bytes) -> bytes:
    """Return a PDF with the organisation's signature over the whole file, or as it is when there is no certificate.

    Raises:
        OSError: the file of the certificate is not readable, holds no key, or its password is wrong.
    """
    file: Path | None = settings.REPORT_SIGNING_P12
    if file is None:
        return data
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigFieldSpec

    signer = PdfSigner(
        PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256"),
        signer=_signer(file),
        new_field_spec=SigFieldSpec(FIELD, readable_field_name=READABLE_NAME),
    )
    written = io.BytesIO()
    # pyHanko runs an event loop of its own, which it cannot in a thread that has one running already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(signer.sign_pdf, _writer_behind(data), output=written).result()
    return written.getvalue()


def _signer(file: Path) -> SimpleSigner:
    from pyhanko.sign import SimpleSigner

    try:
        return SimpleSigner.load_pkcs12_data(
            file.read_bytes(),
            other_certs=[],
            passphrase=settings.REPORT_SIGNING_PASSWORD.encode() or None,
        )
    except ValueError as error:
        raise OSError(f"{file}: no certificate with its key, or another password") from error


def _writer_behind(data: bytes) -> Any:
    """Return a writer that adds to a PDF and leaves its metadata as they are."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

    return Writer(io.BytesIO(data))
