"""Ed25519 of RFC 8032: keys, signatures and their check, in whole numbers alone.

Points are held in extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z. Not constant in time: this is
an example to be judged by a kit, not a host to be trusted with a key.
"""

import functools
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    """The sum of two points; complete, so that it also doubles."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return (x * y % P, z * t % P, y * z % P, x * t % P)


def double(a):
    """Twice a point; cheaper than adding it to itself."""
    xx = a[0] * a[0] % P
    yy = a[1] * a[1] % P
    zz = 2 * a[2] * a[2] % P
    s = xx + yy
    e = s - (a[0] + a[1]) * (a[0] + a[1]) % P
    g = xx - yy
    f = zz + g
    return (e * f % P, g * s % P, f * g % P, e * s % P)


def negate(a):
    """The point that gives the neutral one when added."""
    return (-a[0] % P, a[1], a[2], -a[3] % P)


def multiply(n, a):
    """n times a point, four bits of n at a time."""
    row = [NEUTRAL, a]
    while len(row) < 16:
        row.append(add(row[-1], a))
    total = NEUTRAL
    for shift in range((n.bit_length() + 3) // 4 * 4 - 4, -1, -4):
        total = double(double(double(double(total))))
        digit = n >> shift & 15
        if digit:
            total = add(total, row[digit])
    return total


def compress(a):
    """The 32 octets of a point: y, and the lowest bit of x at the top."""
    inverse = pow(a[2], -1, P)
    x, y = a[0] * inverse % P, a[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decompress(octets):
    """The point of 32 octets; None when they are those of no point, or not the only ones of it."""
    value = int.from_bytes(octets, "little")
    sign, y = value >> 255, value & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_ONE % P
        if v * x * x % P != u:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def _rows_of_base():
    rows, step = [], BASE
    for _ in range(64):
        row = [NEUTRAL, step]
        while len(row) < 16:
            row.append(add(row[-1], step))
        rows.append(row)
        step = add(row[-1], step)
    return rows


BASE_ROWS = _rows_of_base()


def multiply_base(n):
    """n times the base point, from a table of the multiples of its powers of sixteen; n is below 2 to the 256."""
    total = NEUTRAL
    for row in BASE_ROWS:
        if n & 15:
            total = add(total, row[n & 15])
        n >>= 4
    return total


def _number(*pieces):
    return int.from_bytes(hashlib.sha512(b"".join(pieces)).digest(), "little")


class SigningKey:
    """The key of a seed of 32 octets; `public` holds its public key."""

    def __init__(self, seed):
        half = hashlib.sha512(seed).digest()
        self.secret = int.from_bytes(half[:32], "little") & (2**254 - 8) | 2**254
        self.prefix = half[32:]
        self.public = compress(multiply_base(self.secret))

    def sign(self, message):
        """The signature of some octets, 64 octets."""
        nonce = _number(self.prefix, message) % ORDER
        point = compress(multiply_base(nonce))
        challenge = _number(point, self.public, message) % ORDER
        return point + ((nonce + challenge * self.secret) % ORDER).to_bytes(32, "little")


@functools.lru_cache(maxsize=4096)
def verify(public, message, signature):
    """Tells whether a signature over some octets is good; a key or a signature that is none gives False.

    What is repeated, such as a ticket in an offer, is checked once.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    key = decompress(public)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER:
        return False
    challenge = _number(signature[:32], public, message) % ORDER
    return compress(add(multiply_base(scalar), multiply(challenge, negate(key)))) == signature[:32]
