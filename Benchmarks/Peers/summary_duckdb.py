"""A transaction log to one row per customer with one SQL statement of DuckDB.

Rows of one customer on one day are one occasion; frequency = occasions - 1; recency = last - first day; age =
observation end - first day; monetary_value = mean over the occasions after the first.
"""

import driver_arguments
from phase_clock import PhaseClock

arguments = driver_arguments.parse(__doc__)
import duckdb  # noqa: E402

identifier = "BIGINT" if arguments.integer_ids else "VARCHAR"
SUMMARY = f"""
CREATE TABLE summary AS
SELECT customer_id,
       count(*) - 1 AS frequency,
       max(date) - min(date) AS recency,
       $end::DATE - min(date) AS age,
       (sum(amount) - min_by(amount, date)) / nullif(count(*) - 1, 0) AS monetary_value,
       min(date) AS first_purchase,
       max(date) AS last_purchase
FROM (SELECT customer_id, date, sum(amount) AS amount
      FROM read_csv($log, columns = {{'customer_id': '{identifier}', 'date': 'DATE', 'amount': 'DOUBLE'}}, header = true)
      WHERE date <= $end::DATE
      GROUP BY customer_id, date)
GROUP BY customer_id
"""
TOTALS = """
SELECT count(*), sum(frequency), sum(recency), sum(age), count(*) FILTER (WHERE frequency > 0), sum(monetary_value)
FROM summary
"""

clock = PhaseClock("duckdb")
connection = duckdb.connect()
connection.execute(f"SET threads = {arguments.threads}")
connection.execute("SET preserve_insertion_order = false")
with clock.phase("summarize"):
    connection.execute(SUMMARY, {"log": arguments.log, "end": arguments.observation_end})
with clock.phase("write"):
    target = arguments.output.replace("'", "''")
    connection.execute(f"COPY summary TO '{target}' (FORMAT csv, HEADER)")

customers, frequency, recency, age, repeaters, monetary_value = connection.execute(TOTALS).fetchone()
clock.report(
    versions={"duckdb": duckdb.__version__},
    totals={
        "customers": customers,
        "frequency": int(frequency),
        "recency": int(recency),
        "age": int(age),
        "repeaters": repeaters,
        "monetaryValue": float(monetary_value),
    },
)
