"""Writes own_log2f1.json: ln 2F1(a, b; c; z) in the regimes the models call it in, 50 digits.

Run: python3 generate_log2f1.py   (mpmath 1.3 or later; about a quarter of an hour)

Every argument is the double printed in the row; where one_minus_z is given, z is exactly 1 - one_minus_z. Each value is
computed twice, at 60 and at 90 digits; a row whose two values differ by more than 1e-30, or that takes longer than
20 seconds, is left out. Each value comes from the power series; where that takes too long, from hyp2f1; where that gives
up too, from Euler's integral by the trapezoid rule.
"""

import json
import random
import signal

from mpmath import exp, hyp2f1, log, loggamma, mp, mpf, nstr, sqrt
from mpmath.libmp import NoConvergence


class TooSlow(Exception):
    pass


def stop(signum, frame):
    raise TooSlow


signal.signal(signal.SIGALRM, stop)


def integral(a, b, c, rho):
    """Euler's integral over s, u = 1/(1 + e^-s), integrated by parts once; trapezoid rule, step halved till 1e-35."""
    mp.dps += 25
    rest = c - b + 1
    linear = (a - rest) + rho * (b - a)
    root = sqrt(linear * linear + 4 * rho * rest * b)
    w = (linear + root) / (2 * rho * rest) if linear > 0 else 2 * b / (root - linear)
    centre = log(w)
    curvature = (c + 1 - a) * w / (1 + w) ** 2 + a * rho * w / (1 + rho * w) ** 2

    def height(s):
        x = exp(s)
        return b * s - (c + 1 - a) * log(1 + x) - a * log(1 + rho * x) + log(1 + a * (1 - rho) / c * x / (1 + rho * x))

    top = height(centre)

    def outward(start, step):
        total, s = mpf(0), start
        while True:
            value = exp(height(s) - top)
            total += value
            if value < total * mpf(10) ** -60:
                return total
            s += step

    step = min(mpf(1), 1 / sqrt(curvature)) / 2
    last = None
    while True:
        total = step * (outward(centre, step) + outward(centre - step, -step))
        if last is not None and abs(total - last) < total * mpf(10) ** -45:
            break
        last, step = total, step / 2
    value = log(total) + top - (loggamma(b) + loggamma(rest) - loggamma(c + 1))
    mp.dps -= 25
    return value


def series(a, b, c, z):
    """The power series; all its terms are positive."""
    term = total = mpf(1)
    n = 0
    while True:
        ratio = (a + n) * (b + n) * z / ((c + n) * (1 + n))
        term *= ratio
        total += term
        n += 1
        if ratio < 1 and term < total * (1 - max(ratio, z)) * mpf(10) ** (5 - mp.dps):
            return log(total)


def hypergeometric(a, b, c, z):
    return log(hyp2f1(a, b, c, z, maxprec=20000, maxterms=10**7))


def log2f1(a, b, c, z, one_minus_z):
    values = []
    for digits in (60, 90):
        mp.dps = digits
        argument = 1 - mpf(one_minus_z) if one_minus_z is not None else mpf(z)
        arguments = mpf(a), mpf(b), mpf(c)
        attempts = [
            (1, lambda: series(*arguments, argument)),
            (2, lambda: hypergeometric(*arguments, argument)),
            (20, lambda: integral(*arguments, 1 - argument)),
        ]
        for seconds, attempt in attempts:
            try:
                signal.alarm(seconds)
                value = attempt()
                signal.alarm(0)
                break
            except (TooSlow, NoConvergence, ValueError, ZeroDivisionError, OverflowError):
                value = None
        if value is None:
            raise TooSlow
        values.append(value)
    mp.dps = 90
    if abs(values[0] - values[1]) > abs(values[1]) * mpf(10) ** -30:
        raise TooSlow
    return values[1]


def arguments():
    pick = random.Random(20240607)

    def unconditional():
        r = pick.choice([0.001, 0.2425945224, 1.0, 5.3, 80.25, 1000.5, 10000.0])
        a = pick.choice([1e-8, 1e-3, 0.3, 0.793, 1.0, 4.0, 100.0, 1e5, 1e9])
        b = pick.choice([1e-8, 0.01, 2.426, 37.0, 1e4, 1e9])
        return (r + pick.choice([0, 1]), b, a + b)

    def conditional():
        r = pick.choice([0.02, 0.243, 3.0, 20.0])
        a = pick.choice([1e-8, 0.3, 0.793, 1.0, 2.0, 50.0, 1e4])
        b = pick.choice([0.8, 2.426, 300.0])
        x = pick.choice([1, 3, 20, 100, 1000, 10000])
        return (r + x, b + x, a + b + x - 1)

    def pareto():
        r = pick.choice([0.05, 0.553, 12.0])
        s = pick.choice([0.02, 0.606, 9.0])
        x = pick.choice([0, 1, 7, 100, 1000])
        return (r + s + x, pick.choice([s + 1, r + x]), r + s + x + 1)

    corners = [
        (3.3, 5.2, 1.7), (3.0, 4.0, 2.0), (50.5, 40.0, 38.2), (1.5, 2.5, 4.0), (1.0, 1.0, 2.0), (2.0, 2.0, 2.0),
        (1.0, 2.0, 4.0), (0.5, 0.5, 1.0), (7.0, 2.0, 9.0), (7.0, 2.0, 8.0), (7.0, 2.0, 11.0), (1e-8, 1e-8, 1e-8),
        (1e-8, 2.0, 3.0), (2.0, 1e-8, 0.8), (1e6, 1e6, 1e6), (1e6, 2.0, 3.0), (2.0, 1e6, 1e6 + 0.5), (30.0, 1e-8, 1.0),
        (0.2, 1e5, 1e5 + 100.0), (1000.0, 1.0, 1001.0), (1000.0, 1e5, 101000.0), (1e-6, 2.0, 3.0), (0.25, 0.25, 3.5),
    ]
    near = [1e-3, 1e-6, 1e-10]
    for regime, draw, count in [
        ("BG/NBD unconditional: (r or r+1, b; a+b; z)", unconditional, 260),
        ("BG/NBD conditional: (r+x, b+x; a+b+x-1; z)", conditional, 110),
        ("Pareto/NBD likelihood: (r+s+x, s+1 or r+x; r+s+x+1; z)", pareto, 60),
    ]:
        for _ in range(count):
            z = pick.choice([1e-9, 0.01, 0.3, 0.5, 0.8, 0.95, 0.99, None, None])
            yield (regime, *draw(), z, pick.choice(near) if z is None else None)
    for corner in corners:
        for z in [0.0, 0.2, 0.7, 0.97]:
            yield ("corner", *corner, z, None)
        for one_minus_z in near:
            yield ("corner", *corner, None, one_minus_z)


def main():
    rows = []
    seen = set()
    dropped = 0
    for regime, a, b, c, z, one_minus_z in arguments():
        if c <= 0 or (a, b, c, z, one_minus_z) in seen:
            continue
        seen.add((a, b, c, z, one_minus_z))
        try:
            value = log2f1(a, b, c, z, one_minus_z)
        except TooSlow:
            dropped += 1
            print("dropped", a, b, c, z, one_minus_z, flush=True)
            continue
        row = {"regime": regime, "a": a, "b": b, "c": c}
        row["z" if one_minus_z is None else "one_minus_z"] = z if one_minus_z is None else one_minus_z
        row["log_2f1"] = nstr(value, 50)
        rows.append(row)
    lines = ",\n  ".join(json.dumps(row) for row in rows)
    with open("own_log2f1.json", "w") as file:
        file.write('{"source": "generate_log2f1.py, mpmath, 90 digits", "rows": [\n  ' + lines + "\n]}\n")
    print(len(rows), "rows,", dropped, "dropped")


main()
