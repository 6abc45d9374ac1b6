"""Writes own_special.json: gamma, beta and incomplete functions where mpmath_special.json does not reach, 50 digits.

Run: python3 generate_special.py   (mpmath 1.3 or later; a minute)

Every argument is the double printed in the row. Every value is computed at 60 and at 90 digits beyond those that
cancel; a row whose two values differ by more than 1e-30 is left out.
"""

import json

from mpmath import betainc, digamma, gammainc, log, log1p, loggamma, mp, mpf, nstr, polygamma


def agreed(f, *arguments):
    values = []
    for digits in (60, 90):
        mp.dps = digits
        values.append(f(*(mpf(v) for v in arguments)))
    a, b = values
    return b if a == b or abs(a - b) <= abs(b) * mpf(10) ** -30 else None


def wide(f):
    """More digits, for functions written as differences."""

    def evaluate(*arguments):
        mp.dps += 340
        value = f(*arguments)
        mp.dps -= 340
        return +value

    return evaluate


def table(names, rows, **functions):
    out = []
    for row in rows:
        entry = dict(zip(names, row))
        for name, f in functions.items():
            value = agreed(f, *row)
            if value is not None:
                entry[name] = nstr(value, 50)
        if len(entry) == len(names) + len(functions):
            out.append(entry)
    return out


def lbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def beta_upper(x, a, b):
    return betainc(b, a, 0, 1 - x, regularized=True)


def log_tail(tail, other):
    """From the smaller of the two: the larger one's logarithm would lose digits."""
    return log(tail) if tail < other else log1p(-other)


def main():
    functions = [1e-12, 0.5, 1.3, 1.46, 1.4616321449683622, 1.4616321449683625, 1.47, 1.5, 1.9, 2.5, 11.9, 12.0, 12.5]
    functions += [1e20, 1e300]
    radii = [1e-300, 1e-17, 1e-3, 0.3, 1.3, 3.7, 8.0, 11.5, 12.0, 13.2, 50.0, 1e4, 1e9, 1e12, 1e20, 1e100]
    steps = [1e-100, 1e-12, 1e-3, 0.5, 1, 2, 7, 8, 9, 12, 19.5, 20, 21, 100, 1e4, 1e9]
    differences = [(r, x) for r in radii for x in steps]
    betas = [
        (a, b, x)
        for a in [1e-8, 1e-3, 0.793, 1.0, 13.0, 1e4, 1e9]
        for b in [1e-8, 0.05, 2.426, 11.5, 12.0, 40.0, 1e5, 1e9, 1e12]
        for x in [1e-6, 0.5, 1, 2, 11, 13, 100, 1e4]
    ]
    pairs = [
        (a, b)
        for a in [1e-8, 0.3, 1.0, 7.0, 12.0, 50.0, 1e4, 1e9]
        for b in [1e-8, 0.3, 2.426, 11.9, 12.5, 1e3, 1e9, 1e15]
    ]
    incomplete_beta = [
        (x, a, b)
        for a in [1e-6, 0.02, 0.793, 1.0, 4.0, 60.0, 2000.0]
        for b in [1e-6, 0.05, 1.0, 2.426, 37.0, 1500.0]
        for x in [1e-30, 1e-6, 0.01, 0.25, 0.5, 0.75, 0.9, 0.999]
    ]
    incomplete_gamma = [
        (a, x)
        for a in [1e-8, 0.01, 0.243, 1.0, 2.5, 10.0, 13.0, 100.0, 3000.0]
        for x in [1e-30, 1e-5, 0.2, 0.9, 1.1, 3.0, 12.0, 30.0, 100.0, 700.0, 2950.0, 3100.0, 10000.0]
    ]
    tables = {
        "gamma_functions": table(
            ["x"], [(x,) for x in functions], lgamma=loggamma, digamma=digamma, trigamma=lambda x: polygamma(1, x)
        ),
        "gamma_differences": table(
            ["r", "x"],
            differences,
            lgamma_diff=wide(lambda r, x: loggamma(r + x) - loggamma(r)),
            digamma_diff=wide(lambda r, x: digamma(r + x) - digamma(r)),
            trigamma_diff=wide(lambda r, x: polygamma(1, r + x) - polygamma(1, r)),
        ),
        "lbeta": table(["a", "b"], pairs, lbeta=wide(lbeta)),
        "lbeta_differences": table(
            ["a", "b", "x"],
            betas,
            lbeta_diff=wide(lambda a, b, x: lbeta(a, b + x) - lbeta(a, b)),
        ),
        "incomplete_beta": table(
            ["x", "a", "b"],
            incomplete_beta,
            log_lower=lambda x, a, b: log_tail(betainc(a, b, 0, x, regularized=True), beta_upper(x, a, b)),
            log_upper=lambda x, a, b: log_tail(beta_upper(x, a, b), betainc(a, b, 0, x, regularized=True)),
        ),
        "incomplete_gamma": table(
            ["a", "x"],
            incomplete_gamma,
            log_lower=lambda a, x: log_tail(gammainc(a, 0, x, regularized=True), gammainc(a, x, regularized=True)),
            log_upper=lambda a, x: log_tail(gammainc(a, x, regularized=True), gammainc(a, 0, x, regularized=True)),
        ),
    }
    parts = ['"source": "generate_special.py, mpmath, 90 digits"']
    for name, rows in tables.items():
        print(name, len(rows))
        parts.append(f'"{name}": [\n  ' + ",\n  ".join(json.dumps(row) for row in rows) + "\n]")
    with open("own_special.json", "w") as file:
        file.write("{" + ",\n".join(parts) + "}\n")


main()
