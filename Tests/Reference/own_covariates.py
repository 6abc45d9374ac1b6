"""Fits with static covariates, by an implementation of its own: scipy, plain formulas, numerical derivatives.

Pareto/NBD with Gauss-Legendre quadrature over the moment of leaving, BG/NBD, MBG/NBD, NBD and Gamma-Gamma in closed form;
alpha_i = alpha exp(-g'z), Pareto beta_i = beta exp(-d'z), beta-geometric a_i = a exp(d'z) and b_i = b exp(d'z) or one of
them alone, Gamma-Gamma gamma_i = gamma exp(g'z). Numbers other than indicators are centred and scaled in the search (the
penalty is on that scale) and reported per unit, the parameters at the mean.

Needs scipy 1.17, the CDNOW sample of this repository, and the apparel data of CLVTools (apparelTrans, apparelStaticCov),
which may not be shipped: their folder is the argument.

    python3 own_covariates.py FOLDER > own_covariates.json
"""

import csv
import datetime
import gzip
import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

ROOT = pathlib.Path(__file__).resolve().parents[2]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(90)


def summary(path, end, first_amount=False):
    """x, t_x, T in weeks; count and mean of valued repeat purchases; day and amount of the first purchase."""
    end = datetime.date.fromisoformat(end)
    days = {}
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            day = datetime.date.fromisoformat(row["date"])
            if day <= end:
                history = days.setdefault(row["customer_id"], {})
                history[day] = history.get(day, 0.0) + float(row["amount"])
    ids, columns = [], []
    for customer, history in days.items():
        order = sorted(history)
        spent = [history[d] for d in order[1:] if history[d] > 0]
        ids.append(customer)
        columns.append((len(order) - 1, (order[-1] - order[0]).days / 7, (end - order[0]).days / 7, len(spent),
                        np.mean(spent) if spent else 0.0, order[0].month, history[order[0]]))
    return ids, np.array(columns)


def purchase_part(r, alpha, x, tx):
    return gammaln(r + x) - gammaln(r) - x * np.log(alpha) - (r + x) * np.log1p(tx / alpha)


def nbd(p, x, tx, age):
    r, alpha = p
    return gammaln(r + x) - gammaln(r) - x * np.log(alpha) - (r + x) * np.log1p(age / alpha)


def pareto(p, x, tx, age):
    r, alpha, s, beta = p
    # d = (age - tx) u^2 crowds the nodes where the density falls fastest.
    u = (NODES + 1) / 2
    silence = age - tx
    d = silence[:, None] * u**2
    c = lambda v: np.broadcast_to(v, x.shape)[:, None]
    density = (c(s) / (c(beta) + tx[:, None])) * np.exp(
        -(c(r) + x[:, None]) * np.log1p(d / (c(alpha) + tx[:, None]))
        - (c(s) + 1) * np.log1p(d / (c(beta) + tx[:, None])))
    left = silence * ((density * 2 * u) @ (WEIGHTS / 2))
    stays = np.exp(-(r + x) * np.log1p(silence / (alpha + tx)) - s * np.log1p(silence / (beta + tx)))
    return purchase_part(r, alpha, x, tx) - s * np.log1p(tx / beta) + np.log(left + stays)


def beta_geometric(p, x, tx, age, early):
    r, alpha, a, b = p
    m = x + early
    stays = -(r + x) * np.log1p((age - tx) / (alpha + tx))
    leaves = np.where(m > 0, np.log(a) - np.log(b + np.maximum(m, 1) - 1), -np.inf)
    return purchase_part(r, alpha, x, tx) + betaln(a, b + m) - betaln(a, b) + np.logaddexp(stays, leaves)


def gamma_gamma(p, x, m):
    shape, q, gamma = p
    n = shape * x
    return gammaln(n + q) - gammaln(n) - gammaln(q) + q * np.log(gamma) + n * np.log(x) + (n - 1) * np.log(m) - (
        n + q) * np.log(gamma + x * m)


MODELS = {
    "nbd": (nbd, 2), "pareto-nbd": (pareto, 4),
    "bg-nbd": (lambda p, *d: beta_geometric(p, *d, 0), 4),
    "mbg-nbd": (lambda p, *d: beta_geometric(p, *d, 1), 4), "gamma-gamma": (gamma_gamma, 3),
}


def fit(name, data, columns, directions, start, penalties=None):
    """columns: standardised, one per coefficient; directions: loadings, one per coefficient."""
    model, k = MODELS[name]
    n = len(data[0])
    c = len(columns)
    penalties = np.zeros(c) if penalties is None else np.array(penalties)

    def log_likelihood(v):
        eta = [v[i] + sum(v[k + j] * columns[j] * directions[j][i] for j in range(c)) for i in range(k)]
        with np.errstate(all="ignore"):
            return model([np.exp(e) for e in eta], *data).sum()

    def objective(v):
        value = log_likelihood(v) / n - (penalties * v[k:] ** 2).sum()
        return -value if np.isfinite(value) else 1e10

    def gradient(v, h=1e-3):
        g = np.zeros(len(v))
        for i in range(len(v)):
            for w, t in ((3 / 4, 1), (-3 / 20, 2), (1 / 60, 3)):
                e = np.zeros(len(v))
                e[i] = t * h
                g[i] += w * (objective(v + e) - objective(v - e)) / h
        return g

    def hessian(v, h=1e-2):
        rows = []
        for i in range(len(v)):
            row = np.zeros(len(v))
            for w, t in ((3 / 4, 1), (-3 / 20, 2), (1 / 60, 3)):
                e = np.zeros(len(v))
                e[i] = t * h
                row += w * (gradient(v + e) - gradient(v - e)) / h
            rows.append(row)
        return (np.array(rows) + np.array(rows).T) / 2

    v = np.concatenate([np.log(start), np.zeros(c)])
    v = minimize(objective, v, jac=gradient, method="BFGS", options={"gtol": 1e-9, "maxiter": 2000}).x
    for _ in range(4):
        v = v - np.linalg.solve(hessian(v), gradient(v))
    information = hessian(v) * n
    covariance = np.linalg.inv(information)
    unpenalised = information.copy()
    unpenalised[range(k, k + c), range(k, k + c)] -= 2 * n * penalties
    return v, log_likelihood(v), covariance, float(np.trace(unpenalised @ covariance)), float(abs(gradient(v)).max())


def entry(label, dataset, name, order, data, terms, start, penalties=None):
    """terms: (name, raw column, loadings)."""
    centres = [0.0 if set(raw) <= {0, 1} else raw.mean() for _, raw, _ in terms]
    scales = [1.0 if set(raw) <= {0, 1} else raw.std() for _, raw, _ in terms]
    columns = [(raw - m) / s for (_, raw, _), m, s in zip(terms, centres, scales)]
    v, value, covariance, freedom, slope = fit(name, data, columns, [t[2] for t in terms], start, penalties)
    k = len(order)
    errors = np.sqrt(np.diag(covariance))
    print(label, np.exp(v[:k]), v[k:], value, slope, file=sys.stderr)
    return {
        "label": label, "dataset": dataset, "model": name,
        "parameters": dict(zip(order, np.exp(v[:k]))),
        "standardErrors": dict(zip(order, np.exp(v[:k]) * errors[:k])),
        "coefficients": {t[0]: v[k + i] / scales[i] for i, t in enumerate(terms)},
        "coefficientErrors": {t[0]: errors[k + i] / scales[i] for i, t in enumerate(terms)},
        "logLikelihood": value, "degreesOfFreedom": freedom, "gradientNorm": slope,
    }


def main():
    entries = []
    purchase, lifetime = [0, -1, 0, 0], [0, 0, 0, -1]
    folder = pathlib.Path(sys.argv[1])
    ids, table = summary(folder / "apparel_transactions.csv.gz", "2006-12-31")
    with gzip.open(folder / "apparel_static_covariates.csv.gz", "rt") as file:
        static = {row["customer_id"]: row for row in csv.DictReader(file)}
    gender, channel = (np.array([float(static[i][c]) for i in ids]) for c in ("gender", "channel"))
    x, tx, age, count, mean = table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4]
    four, bg = ["r", "alpha", "s", "beta"], ["r", "alpha", "a", "b"]
    both = [("gender (purchase)", gender, purchase), ("channel (purchase)", channel, purchase),
            ("gender (dropout)", gender, lifetime), ("channel (dropout)", channel, lifetime)]
    start = [1.4, 48, 0.56, 47]
    data = (x, tx, age)
    entries.append(entry("static", "apparel", "pareto-nbd", four, data, both, start))
    entries.append(entry("penalised", "apparel", "pareto-nbd", four, data, both, start, [0.01, 0.01, 0.02, 0.02]))
    equal = [("gender (purchase, dropout)", gender, [0, -1, 0, -1]), both[1], both[3]]
    entries.append(entry("equal", "apparel", "pareto-nbd", four, data, equal, start))
    entries.append(entry("static", "apparel", "nbd", ["r", "alpha"], data,
                         [(n, z, u[:2]) for n, z, u in both[:2]], [1, 60]))
    dropout = [(n.replace("dropout", "dropout"), z, [0, 0, 1, 1]) for n, z, _ in both[2:]]
    entries.append(entry("purchase", "apparel", "bg-nbd", bg, data, both[:2], [0.6, 21, 1.3, 8.9]))
    entries.append(entry("penalised", "apparel", "bg-nbd", bg, data, both[:2] + dropout, [0.6, 21, 1.3, 8.9],
                         [0, 0, 0.01, 0.01]))
    entries.append(entry("static", "apparel", "mbg-nbd", bg, data, both[:2] + dropout, [1.9, 46, 0.6, 1.6]))
    some = count > 0
    entries.append(entry("static", "apparel", "gamma-gamma", ["p", "q", "gamma"], (count[some], mean[some]),
                         [("gender (spend)", gender[some], [0, 0, 1]), ("channel (spend)", channel[some], [0, 0, 1])],
                         [3.1, 5.7, 56]))

    ids, table = summary(ROOT / "Models/CDNOW/cdnow_sample.csv.gz", "1997-09-30")
    x, tx, age, month, first = table[:, 0], table[:, 1], table[:, 2], table[:, 5], table[:, 6]
    data = (x, tx, age)
    january, march = (month == 1).astype(float), (month == 3).astype(float)
    terms = lambda u, v: [
        ("first_amount (purchase)", first, u), ("month=1 (purchase)", january, u), ("month=3 (purchase)", march, u),
        ("first_amount (dropout)", first, v)]
    entries.append(entry("first order", "cdnow", "pareto-nbd", four, data, terms(purchase, lifetime),
                         [0.55, 10.6, 0.6, 11.7]))
    entries.append(entry("first order", "cdnow", "bg-nbd", bg, data, terms(purchase, [0, 0, 1, 1]),
                         [0.24, 4.4, 0.8, 2.4]))
    split = terms(purchase, [0, 0, 1, 0])
    split[3] = ("first_amount (a)", first, [0, 0, 1, 0])
    entries.append(entry("two", "cdnow", "bg-nbd", bg, data, split + [("first_amount (b)", first, [0, 0, 0, 1])],
                         [0.24, 4.4, 0.8, 2.4]))
    print(json.dumps({"scipy": scipy.__version__, "numpy": np.__version__, "entries": entries}, indent=1))


main()
