"""Signatures of badges: RSA keys as JSON Web Keys (RFC 7517, 7638), and compact JSON Web Signatures (RFC 7515) with
RS256, the algorithm that Open Badges 3.0 asks of everybody.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALGORITHM = "RS256"
BITS, EXPONENT = 2048, 65537
SEALED_FOR = b"private key of badges"
MOST_CHARACTERS = 100_000


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)


# Keys as text -----------------------------------------------------------------------------------------


def public_jwk(key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}


def thumbprint(jwk: Mapping[str, str]) -> str:
    needed = {name: jwk[name] for name in ("e", "kty", "n")}
    return encode(hashlib.sha256(_compact(needed)).digest())


def seal(key: rsa.RSAPrivateKey, secrets: Sequence[str]) -> str:
    """Encrypted under the first of the secrets."""
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _box(secrets).encrypt(plain).decode()


def unseal(sealed: str, secrets: Sequence[str]) -> rsa.RSAPrivateKey | None:
    """Nothing where none of the secrets opens it."""
    try:
        plain = _box(secrets).decrypt(sealed.encode())
    except InvalidToken:
        return None
    key = serialization.load_der_private_key(plain, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("Badges are signed with RSA keys.")
    return key


def _box(secrets: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=SEALED_FOR).derive(secret.encode())


# Signatures -------------------------------------------------------------------------------------------


def sign(claims: Mapping[str, Any], *, key: rsa.RSAPrivateKey, kid: str) -> str:
    """The same claims, key and `kid` always give the same text."""
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": kid}
    signed = f"{encode(_compact(header))}.{encode(_compact(claims))}"
    return f"{signed}.{encode(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def read(token: str, *, keys: Mapping[str, Mapping[str, str]]) -> dict[str, Any] | None:
    """The claims, if one of the keys (by `kid`) has signed them and not a character is different; else nothing."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > MOST_CHARACTERS:
        return None
    header, claims, signature = (decode(part) for part in parts)
    about = _object(header)
    jwk = keys.get(str(about.get("kid", "")))
    if about.get("alg") != ALGORITHM or jwk is None or signature is None:
        return None
    try:
        _public_key(jwk).verify(
            signature, f"{parts[0]}.{parts[1]}".encode(), padding.PKCS1v15(), hashes.SHA256()
        )
    except InvalidSignature:
        return None
    return _object(claims)


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes | None:
    """Nothing for what is not exactly as `encode` writes it."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return None
    return data if encode(data) == text else None


def _object(data: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(data or b"")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _public_key(jwk: Mapping[str, str]) -> rsa.RSAPublicKey:
    modulus, exponent = (int.from_bytes(decode(jwk[name]) or b"") for name in ("n", "e"))
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def _number(value: int) -> str:
    return encode(value.to_bytes((value.bit_length() + 7) // 8))


def _compact(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
