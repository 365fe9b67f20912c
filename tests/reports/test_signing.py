"""The organisation's signature: over the whole file, and the file still fit for the archive."""

import datetime
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import page
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from reports import pdf
from reports.signing import READABLE_NAME, signed

PASSWORD = "quiet-otter"


def certificate(folder: Path) -> tuple[Path, bytes]:
    """Return a self-made certificate with its key as PKCS #12, and the certificate itself as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example institute")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    lock = serialization.BestAvailableEncryption(PASSWORD.encode())
    file = folder / "reports.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"reports", key, made, None, lock))
    return file, made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def plain() -> bytes:
    html = '<h1 data-short="x">Example</h1><p>One page.</p>'
    data = pdf.Attachment("result.json", "application/json", "The result", b"{}", "Source")
    made = pdf.render(html, title="Example", language="en", identifier=b"0" * 32, attachments=(data,))
    return made.data


@pytest.fixture
def pem(settings: Any, tmp_path: Path) -> bytes:
    settings.REPORT_SIGNING_P12, pem = certificate(tmp_path)
    settings.REPORT_SIGNING_PASSWORD = PASSWORD
    return pem


def checked(*signature: Any, **settings: Any) -> Any:
    """pyHanko's verdict, from a thread of its own: a browser test before may have left an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(validate_pdf_signature, *signature, **settings).result()


def test_without_a_certificate_a_file_stays_as_it_is(plain: bytes) -> None:
    assert signed(plain) is plain


def test_without_a_certificate_nothing_of_the_signer_is_loaded(settings: Any) -> None:
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.test'; django.setup()\n"
        "import sys, reports.build\n"
        "print([name for name in sys.modules if name.startswith('pyhanko')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert (done.stdout.strip(), done.returncode) == (b"[]", 0), done.stderr


def test_the_signature_covers_the_whole_file_and_is_intact(plain: bytes, pem: bytes) -> None:
    data = signed(plain)
    assert data.startswith(plain)
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    trusted = ValidationContext(trust_roots=list(load_certs_from_pemder_data(pem)), allow_fetching=False)
    anybody = KeyUsageConstraints(key_usage=set())
    status = checked(signature, trusted, key_usage_settings=anybody)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    changed = data.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    (broken,) = PdfFileReader(io.BytesIO(changed)).embedded_signatures
    assert not checked(broken, trusted, key_usage_settings=anybody).intact


def test_a_signed_file_is_still_fit_for_the_archive_and_breaks_one_rule_of_accessibility(
    plain: bytes, pem: bytes
) -> None:
    data = signed(plain)
    assert page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_A_3A).is_compliant
    readable = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
    assert len({failure.rule_id for failure in readable.failures}) == 1
    reader = PdfReader(io.BytesIO(data))
    (field,) = reader.trailer["/Root"]["/AcroForm"]["/Fields"]  # type: ignore[index]
    assert field.get_object()["/TU"] == READABLE_NAME
    assert reader.attachments["result.json"] == [b"{}"]


@pytest.mark.parametrize("wrong", ["password", "file"])
def test_a_key_that_cannot_be_read_is_said_and_not_passed_over(
    plain: bytes, pem: bytes, wrong: str, settings: Any
) -> None:
    if wrong == "password":
        settings.REPORT_SIGNING_PASSWORD = "another"
    else:
        settings.REPORT_SIGNING_P12.write_bytes(b"no such thing")
    with pytest.raises(OSError, match="no certificate with its key"):
        signed(plain)
