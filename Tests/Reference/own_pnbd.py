"""Pareto/NBD in 34 digits: cases at which published packages overflow, cancel or divide by zero.

Likelihoods are integrated over the moment of leaving in pieces of geometric width, by Gauss-Legendre rules in 40 digits;
so are DET and P(X(t) = n). Gradients, in log-parameters, are differences right to 20 digits. Every argument is the
double nearest to its text. Needs mpmath 1.3 or later; ten minutes.

    python3 own_pnbd.py > own_pnbd.json
"""

import json

import mpmath as mp

mp.mp.dps = 40

PARAMETERS = [
    ("0.553", "10.578", "0.606", "11.669"),
    ("0.5", "10", "0.7", "10"),  # alpha = beta
    ("0.5", "20", "1", "5"),  # s = 1
    ("2", "8", "6", "40"),  # s = 6
    ("0.05", "0.0001", "2", "30"),
    ("1000000", "5000000", "0.5", "10"),  # all buy at one rate
    ("0.5", "10", "100000", "1000000"),  # all leave at one rate
    ("0.5", "3", "0.3", "0.000001"),  # some leave at once
    ("0.8", "9", "0.00000001", "20"),  # hardly anybody leaves
]
HISTORIES = [
    (0, "0", "39"), (1, "39", "39"), (2, "30.43", "38.86"), (5, "0", "12"), (0, "0", "1000000"),
    (300, "20", "39"), (300, "38.9", "39"), (10000, "364", "365"), (10000, "100", "365"),
]
HORIZONS = ["0.001", "6", "52", "10000"]
COUNTS = [0, 1, 3, 40, 500]
DELTA = mp.log(mp.mpf("1.15")) / 52


def text(x):
    return mp.nstr(x, 34, strip_zeros=False)


def integrate(f, left, right, scales):
    """f over [left, right], cut where left + k * scale, geometric in k."""
    cuts = {mp.mpf(left), mp.mpf(right)}
    for scale in scales:
        step = mp.mpf(scale) / 8
        while left + step < right and len(cuts) < 400:
            cuts.add(left + step)
            step *= 2
    cuts = sorted(cuts)
    return sum(mp.quad(f, [a, b], method="gauss-legendre") for a, b in zip(cuts, cuts[1:]))


def log_likelihood(r, alpha, s, beta, x, tx, age):
    n = r + x
    a, b, silence = alpha + tx, beta + tx, age - tx
    density = lambda d: s / b * mp.exp(-n * mp.log1p(d / a) - (s + 1) * mp.log1p(d / b))
    slope = n / a + (s + 1) / b
    left = integrate(density, mp.mpf(0), silence, [1 / slope]) if silence > 0 else mp.mpf(0)
    stays = mp.exp(-n * mp.log1p(silence / a) - s * mp.log1p(silence / b))
    rising = mp.loggamma(n) - mp.loggamma(r) - x * mp.log(alpha)
    value = rising - n * mp.log1p(tx / alpha) - s * mp.log1p(tx / beta) + mp.log(left + stays)
    return value, stays / (left + stays)


def gradient(parameters, history):
    result = []
    for index in range(4):
        step = mp.mpf(10) ** -12

        def moved(sign):
            p = list(parameters)
            p[index] *= 1 + sign * step
            return log_likelihood(*p, *history)[0]

        result.append((moved(1) - moved(-1)) / (2 * step))  # in log-parameters, up to 1e-24
    return result


def discounted(r, alpha, s, beta, time):
    f = lambda u: mp.exp(-DELTA * u - s * mp.log1p(u / beta))
    end = time if time is not None else 150 / DELTA
    return r / alpha * integrate(f, mp.mpf(0), mp.mpf(end), [min(beta / s, 1 / DELTA)])


def expected(r, alpha, s, beta, time):
    if s == 1:
        return r / alpha * beta * mp.log1p(time / beta)
    return -r * beta / (alpha * (s - 1)) * mp.expm1((1 - s) * mp.log1p(time / beta))


def probability(r, alpha, s, beta, n, time):
    paths = mp.exp(mp.loggamma(r + n) - mp.loggamma(r) - mp.loggamma(n + 1))
    bought = lambda y: paths * mp.exp(n * mp.log(y / (alpha + y)) - r * mp.log1p(y / alpha)) if y > 0 or n > 0 else paths
    f = lambda u: bought(mp.exp(u)) * s / beta * mp.exp(-(s + 1) * mp.log1p(mp.exp(u) / beta)) * mp.exp(u)
    end = mp.log(time)
    # Steep at the end, or with a peak of width 1 / sqrt(n) before it; e^-40 is nothing for n > 0.
    down = lambda v: f(end - v)
    left = integrate(down, mp.mpf(0), mp.mpf(100), [1 / (n + 1 + s)])
    if n > 3:
        cuts = [mp.mpf(k) / 100 for k in range(300)] + [3 + mp.mpf(k) / 20 for k in range(740)]
        left = sum(
            mp.quad(down, [a, b], method="gauss-legendre", maxdegree=4) for a, b in zip(cuts, cuts[1:]) if down(b) > 0)
    return bought(time) * mp.exp(-s * mp.log1p(time / beta)) + left


tables = []
for names in PARAMETERS:
    p = [mp.mpf(float(v)) for v in names]
    table = {"params": dict(zip(["r", "alpha", "s", "beta"], names)), "triples": [], "horizons": []}
    for x, tx, age in HISTORIES:
        history = (x, mp.mpf(float(tx)), mp.mpf(float(age)))
        value, alive = log_likelihood(*p, *history)
        table["triples"].append({
            "x": x, "tx": tx, "T": age, "loglik": text(value), "p_alive": text(alive),
            "log_gradient": [text(g) for g in gradient(p, history)]})
    for time in HORIZONS:
        t = mp.mpf(float(time))
        table["horizons"].append({
            "t": time, "expectation": text(expected(*p, t)), "det_15pct": text(discounted(*p, t)),
            "pmf": {str(n): text(probability(*p, n, t)) for n in COUNTS}})
    table["dert_15pct"] = text(discounted(*p, None))
    tables.append(table)
    print(names, flush=True, file=__import__("sys").stderr)

print(json.dumps({"model": "Pareto/NBD", "source": "own_pnbd.py, mpmath " + mp.__version__, "tables": tables}, indent=1))
