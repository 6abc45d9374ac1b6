"""30-digit values of BG/NBD and Gamma-Gamma in the corners that mpmath_bgnbd.json and mpmath_gg.json do not cover.

Written from the formulas of Fader, Hardie & Lee (2005) and Fader & Hardie (2013), not from the Swift sources:
expectations by the textbook form with a and a + b moved off their removable singularities by 1e-60 at 150 digits,
or by quadrature over the dropout chance at 40 digits.
Run: python3 own_bgnbd.py > own_bgnbd.json   (mpmath 1.3.0, about two minutes)
"""
import json
import mpmath as mp

mp.mp.dps = 150
M = lambda v: mp.mpf(float(v))


def text(v):
    return mp.nstr(v, 30)


def text_or_zero(v):
    """What 150-digit arithmetic leaves of an exact zero is written as 0."""
    return text(v) if abs(v) > mp.mpf(10) ** -50 else "0"


def shifted(a, b):
    """a, b as exact doubles, moved off a = 1 and a + b = 1 (and a + b = 2, ... for connection formulas)."""
    return M(a) + mp.mpf(10) ** -60, M(b) + mp.mpf(10) ** -61


def hyp(a, b, c, z):
    return mp.hyp2f1(a, b, c, z, maxterms=10**7)


def expectation(r, alpha, a, b, t):
    r, alpha, t = M(r), M(alpha), M(t)
    a, b = shifted(a, b)
    q = alpha / (alpha + t)
    return (a + b - 1) / (a - 1) * (1 - q**r * hyp(r, b, a + b - 1, 1 - q))


def alive(r, alpha, a, b, t):
    r, alpha, t = M(r), M(alpha), M(t)
    a, b = shifted(a, b)
    q = alpha / (alpha + t)
    return q**r * hyp(r, b, a + b, 1 - q)


def mixture(r, alpha, a, b, t):
    """Both by quadrature over p at 40 digits, where the series of 2F1 are too long: huge a or b."""
    with mp.workdps(40):
        tau, r, a, b = M(t) / M(alpha), M(r), M(a), M(b)
        mode, spread = a / (a + b), mp.sqrt(a * b / (a + b) ** 3)
        cuts = [mp.mpf(10) ** -k for k in range(70, 0, -1)] + [1 - mp.mpf(10) ** -k for k in range(1, 40)]
        cuts += [mode + k * spread for k in range(-20, 21) if 0 < mode + k * spread < 1] + [mp.mpf(1) / 2]
        cuts = sorted(set(cuts))
        log_scale = a * mp.log(mode) + b * mp.log(1 - mode)
        # Where the weight is below 1e-60 of its peak nothing is missed.
        weight = lambda p: mp.exp((a - 1) * mp.log(p) + (b - 1) * mp.log(1 - p) - log_scale)
        cuts = [c for c in cuts if c * (1 - c) * weight(c) > mp.mpf(10) ** -55]
        integral = lambda f: mp.quad(lambda p: weight(p) * f(p), cuts)
        norm = integral(lambda p: 1)
        return (integral(lambda p: (1 - (1 + p * tau) ** -r) / p) / norm, integral(lambda p: (1 + p * tau) ** -r) / norm)


def det(r, alpha, a, b, t, delta):
    r, alpha, d = M(r), M(alpha), M(delta)
    a, b = shifted(a, b)
    with mp.workdps(40):
        def intensity(u):
            q = alpha / (alpha + u)
            return mp.exp(-d * u) * r / alpha * q ** (r + 1) * hyp(r + 1, b, a + b, 1 - q)
        end = mp.mpf(100) / d if t is None else M(t)
        cuts, u = [mp.mpf(0)], alpha / (r + 1)
        while u < end:
            cuts.append(u)
            u *= 3
        return +mp.quad(intensity, cuts + [end])


def pmf(r, alpha, a, b, t, n):
    r, alpha, a, b, t = map(M, (r, alpha, a, b, t))
    q = alpha / (alpha + t)
    value = mp.beta(a, b + n) / mp.beta(a, b) * mp.rf(r, n) / mp.factorial(n) * q**r * (1 - q) ** n
    if n > 0:
        # P(at least n) = 1 - sum, at 150 digits and more
        with mp.workdps(mp.mp.dps + 250):
            term, total = q**r, mp.mpf(0)
            for j in range(n):
                total += term
                term *= (r + j) / (j + 1) * (1 - q)
            value += mp.beta(a + 1, b + n - 1) / mp.beta(a, b) * (1 - total)
    return value


def loglik(r, alpha, a, b, x, tx, T):
    tx, T = M(tx), M(T)
    alive = (alpha + T) ** -(r + x)
    left = a / (b + x - 1) * (alpha + tx) ** -(r + x) if x else 0
    return (mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(alpha) + mp.loggamma(b + x) - mp.loggamma(b)
            + mp.loggamma(a + b) - mp.loggamma(a + b + x) + mp.log(alive + left))


def spend_loglik(p, q, g, x, m):
    m = M(m)
    return (mp.loggamma(p * x + q) - mp.loggamma(p * x) - mp.loggamma(q) + q * mp.log(g) + (p * x - 1) * mp.log(m)
            + p * x * mp.log(x) - (p * x + q) * mp.log(g + x * m))


def log_gradient(function, parameters, rest):
    parameters = [M(v) for v in parameters]
    result = []
    h = mp.mpf(10) ** -40
    for index in range(len(parameters)):
        def at(sign):
            moved = list(parameters)
            moved[index] *= mp.exp(sign * h)
            return function(*moved, *rest)
        result.append((at(1) - at(-1)) / (2 * h))
    return result


CUSTOMERS = [
    (0.243, 4.414, 0.793, 2.426), (2.243, 43.274, 1, 4.426), (0.243, 4.414, 1, 2.426), (0.243, 4.414, 1.000000001, 2.426),
    (0.243, 4.414, 1e-6, 2.426), (0.243, 4.414, 1e-10, 1e-10), (0.243, 4.414, 0.793, 1e6), (0.243, 4.414, 0.793, 1e12),
    (0.11, 3.24, 0.31, 0.5), (3, 2, 0.4, 0.6), (3, 2, 2, 1e-6), (10000.243, 369.414, 0.793, 10002.426),
    (10000.243, 369.414, 3.5, 10002.426), (40, 2, 0.5, 0.5), (40, 2, 50, 0.1), (1e-8, 4.414, 0.793, 2.426),
    (1e9, 1e9, 0.793, 2.426), (5, 10, 1e6, 3e6), (5, 10, 1e6, 0.5), (300.25, 44, 0.8, 302.5),
]
TIMES = [1e-6, 1, 52, 1e6]

out = {
    "source": {"package": "mpmath", "version": mp.__version__, "dps": 150, "generator": "own_bgnbd.py"},
    "expectation": [], "alive": [], "det": [], "pmf": [], "loglik": [], "spend_loglik": [],
}
for c in CUSTOMERS:
    for t in TIMES:
        # Enough digits are printed for doubles; at r = 1e9 and t = 1e6 nothing new would be tested.
        if c[0] > 1e8 and t > 100:
            continue
        if max(c[2], c[3]) >= 1e6:
            values = mixture(*c, t)
        else:
            values = (expectation(*c, t), alive(*c, t))
        out["expectation"].append({"parameters": c, "t": t, "value": text(values[0])})
        out["alive"].append({"parameters": c, "t": t, "value": text(values[1])})
DELTA = 0.0026877552683
for c, t, d in [
    (CUSTOMERS[0], 52, DELTA), (CUSTOMERS[0], None, DELTA), (CUSTOMERS[0], 52, -DELTA), (CUSTOMERS[0], 52, 0.5),
    (CUSTOMERS[1], 52, DELTA), (CUSTOMERS[1], None, DELTA), (CUSTOMERS[2], 520, DELTA), (CUSTOMERS[4], None, DELTA),
    (CUSTOMERS[8], 30, 0.01), (CUSTOMERS[13], 100, DELTA), (CUSTOMERS[14], None, DELTA),
    (CUSTOMERS[19], 52, DELTA), (CUSTOMERS[19], None, DELTA), (CUSTOMERS[0], 1e-6, DELTA),
]:
    out["det"].append({"parameters": c, "t": t, "delta": d, "value": text(det(*c, t, d))})
for c, t, n in [
    (CUSTOMERS[0], 39, 0), (CUSTOMERS[0], 39, 1), (CUSTOMERS[0], 39, 200), (CUSTOMERS[0], 39, 500),
    (CUSTOMERS[0], 1e6, 500), (CUSTOMERS[0], 1e6, 5000), (CUSTOMERS[2], 39, 20), (CUSTOMERS[8], 30, 3),
    (CUSTOMERS[11], 52, 1000), (CUSTOMERS[11], 52, 1400), (CUSTOMERS[11], 52, 2000), (CUSTOMERS[15], 39, 3),
    (CUSTOMERS[7], 39, 12), (CUSTOMERS[4], 39, 12), (CUSTOMERS[18], 39, 1), (CUSTOMERS[18], 39, 2),
]:
    out["pmf"].append({"parameters": c, "t": t, "n": n, "value": text(pmf(*c, t, n))})
for c in CUSTOMERS[:9] + [(1e9, 1e9, 0.793, 2.426), (0.243, 4.414, 1e9, 1e10), (1e-6, 1e-3, 1e-8, 1e8), (2, 3, 1e-10, 1e12)]:
    for x, tx, T in [(0, 0, 0), (0, 0, 39), (1, 39, 39), (1, 0.14, 39), (12, 20, 39), (10000, 350, 365), (10000, 365, 365)]:
        value = loglik(*map(M, c), x, tx, T)
        out["loglik"].append({"parameters": c, "x": x, "tx": tx, "T": T, "value": text_or_zero(value),
                              "log_gradient": [text_or_zero(g) for g in log_gradient(loglik, c, (x, tx, T))]})
for c in [(6.25, 3.74, 15.44), (1e-3, 2, 30), (1e9, 3, 3e-8), (6, 1e9, 6e9), (1e9, 1e9, 35.0), (0.5, 1e-4, 2), (1e5, 1e5, 35.1)]:
    for x, m in [(1, 35.0), (7, 34.999), (10000, 35.01), (2, 1e-6), (2, 1e9)]:
        value = spend_loglik(*map(M, c), x, m)
        out["spend_loglik"].append({"parameters": c, "x": x, "m": m, "value": text_or_zero(value),
                                    "log_gradient": [text_or_zero(g) for g in log_gradient(spend_loglik, c, (x, m))]})
print(json.dumps(out, indent=1))
