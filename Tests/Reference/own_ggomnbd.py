"""20-digit values of GGompertz/NBD: gradients, predictions and corners.

mpmath_ggomnbd.json has gradients that leave out the customers who may have left (they are right only where t_x = T),
and quadrature errors of up to 3e-11 where P(alive) is small; so these were made anew.
Written from the formulas of Bemmaor & Glady (2012), as integrals over the age at which a customer leaves, not from the
Swift sources. Gradients by central differences of fourth order at 34 digits.
Run: python3 own_ggomnbd.py > own_ggomnbd.json   (mpmath 1.4, some minutes)
"""
import json
import mpmath as mp

mp.mp.dps = 34
M = lambda v: mp.mpf(float(v))
NAMES = ["r", "alpha", "b", "s", "beta"]


def text(v):
    return mp.nstr(v, 20)


def survival(y, b, s, beta):
    return (beta / (beta + mp.expm1(b * y))) ** s


def density(y, b, s, beta):
    return b * s * mp.exp(b * y) * beta**s / (beta + mp.expm1(b * y)) ** (s + 1)


def integral(f, low, high, scales):
    """Over [low, high], cut geometrically from `low` and around the transition of the hazard."""
    if high == low:
        return mp.mpf(0)
    cuts = {low, high}
    for scale, centre in scales:
        for k in range(-8, 12, 2):
            for cut in (centre + scale * mp.mpf(2) ** k, centre - scale * mp.mpf(2) ** k):
                if low < cut < high:
                    cuts.add(cut)
    total = mp.mpf(0)
    cuts = sorted(cuts)
    for left, right in zip(cuts, cuts[1:]):
        # mp.quad stops at an absolute error, so every piece is brought to the order of 1.
        size = max(f(left + (right - left) * k / 16) for k in range(1, 16))
        if size > 0:
            total += size * mp.quad(lambda y: f(y) / size, [left, right], method="gauss-legendre", maxdegree=7)
    return total


def scales(low, alpha, b, beta):
    return [(alpha + low, low), (1 / b, mp.log(beta) / b if beta > 1 else mp.mpf(0))]


def parts(x, tx, T, r, alpha, b, s, beta):
    n = r + x
    h = lambda y: (alpha / (alpha + y)) ** n
    alive = h(T) * survival(T, b, s, beta)
    left = integral(lambda y: h(y) * density(y, b, s, beta), tx, T, scales(tx, alpha / n, b, beta))
    return alive, left


def loglik(x, tx, T, r, alpha, b, s, beta):
    alive, left = parts(x, tx, T, r, alpha, b, s, beta)
    return mp.loggamma(r + x) - mp.loggamma(r) - x * mp.log(alpha) + mp.log(alive + left)


def gradient(history, parameters):
    result = {}
    for i, name in enumerate(NAMES):
        h = parameters[i] * mp.mpf(10) ** -7
        at = lambda k: loglik(*history, *[p + (k * h if j == i else 0) for j, p in enumerate(parameters)])
        result[name] = text((8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h))
    return result


def lived(low, high, rate, power, r, alpha, b, s, beta):
    """The integral of exp(-rate u) (alpha / (alpha + u))^power S(u), u counted from `low`."""
    f = lambda y: mp.exp(-rate * (y - low)) * (alpha / (alpha + y)) ** power * survival(y, b, s, beta)
    return integral(f, low, high, scales(low, alpha, b, beta) + ([(1 / rate, low)] if rate else []))


def purchases(n, t, r, alpha, b, s, beta):
    nbd = lambda y: mp.exp(mp.loggamma(r + n) - mp.loggamma(r) - mp.loggamma(n + 1)) * (alpha / (alpha + y)) ** r * (
        y / (alpha + y)
    ) ** n
    peak = n * alpha / r
    around = scales(mp.mpf(0), alpha, b, beta) + [(max(peak, alpha) / mp.sqrt(n + 1), min(peak, t))]
    return nbd(t) * survival(t, b, s, beta) + integral(
        lambda y: nbd(y) * density(y, b, s, beta), mp.mpf(0), t, around
    )


SETS = [
    [0.6, 11.0, 0.02, 0.35, 1.2],
    [0.553, 10.578, 0.0002, 0.606, 0.0024],
    [1.2, 8.0, 0.06, 0.9, 6.0],
    [3.0, 2.0, 0.5, 40.0, 5e4],
    [2.0, 5.0, 3.0, 0.01, 0.2],
    [20.0, 15.0, 0.1, 1.0, 1.0],
]
HISTORIES = [
    (0, 0, 38.86), (0, 0, 0.14), (1, 0.14, 38.86), (1, 38.86, 38.86), (2, 30.43, 38.86), (26, 30.86, 31),
    (29, 20, 39), (200, 30, 39), (300, 100, 520), (1, 0.14, 2000),
]


def main():
    tables = []
    for values in SETS:
        p = [M(v) for v in values]
        r, alpha, b, s, beta = p
        rows = []
        for x, tx, T in HISTORIES:
            h = (x, M(tx), M(T))
            alive, left = parts(*h, *p)
            n, sT = r + x, survival(h[2], b, s, beta)
            cet = {}
            for t in (13, 52):
                # The rate of a living customer is (r + x) / (alpha + T), and S(T + u) / S(T) of them are left at u.
                ahead = lived(h[2], h[2] + t, mp.mpf(0), 0, *p) / sT
                cet[str(t)] = text(alive / (alive + left) * n / (alpha + h[2]) * ahead)
            rows.append({
                "x": x, "tx": tx, "T": T, "loglik": text(loglik(*h, *p)), "gradient": gradient(h, p),
                "p_alive": text(alive / (alive + left)), "cet": cet,
            })
        times = []
        for t in (0.5, 10, 39, 400):
            times.append({
                "t": t, "expectation": text(r / alpha * lived(mp.mpf(0), M(t), mp.mpf(0), 0, *p)),
                "purchase": text(r / alpha * lived(mp.mpf(0), M(t), mp.mpf(0), r + 1, *p)),
                "discounted": text(r / alpha * lived(mp.mpf(0), M(t), M(0.003), 0, *p)),
                "pmf": {str(k): text(purchases(k, M(t), *p)) for k in (0, 1, 2, 5, 30, 200)},
            })
        tables.append({"params": dict(zip(NAMES, values)), "triples": rows, "times": times})
    print(json.dumps({"source": {"package": "mpmath", "version": mp.__version__, "dps": mp.mp.dps}, "tables": tables}, indent=1))


main()
