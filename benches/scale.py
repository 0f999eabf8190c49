"""The opponents of `cargo xtask bench scale`: the same year of pay, written by hand for DuckDB and for Polars.

    python3 benches/scale.py FOLDER {duckdb|polars}

FOLDER is what `scale make` wrote and `scale run` answered. Prints `name median least most` lines in microseconds and the peak of memory in KiB, and fails when an answer
differs from ours by a single unit: hundredths of the currency times ten-thousandths of a share, as exact whole numbers.
"""

import csv
import os
import resource
import sys
import time

THREADS = 2
ROUNDS = 3
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

SQL = """
    select h.payee, p.family, month(l.date) as month, sum(l.units::bigint * h.parts) as parts, count(*) as lines
    from read_parquet('{folder}/*.parquet') l
    join products p on p.product = l.product
    join holdings h on h.account = l.account and l.date >= h."from" and l.date < h."to"
    where p.family <> 'spares'
    group by all
"""


def duckdb_run(folder):
    import duckdb

    con = duckdb.connect(config={"threads": THREADS})
    con.execute(f"create table products as select * from read_csv('{folder}/products.csv', header = true)")
    con.execute(f"create table holdings as select * from read_csv('{folder}/holdings.csv', header = true)")
    return lambda: con.execute(SQL.format(folder=folder)).fetchall()


def polars_run(folder):
    import polars as pl

    products = pl.read_csv(f"{folder}/products.csv").lazy().filter(pl.col("family") != "spares")
    holdings = pl.read_csv(f"{folder}/holdings.csv", try_parse_dates=True).lazy()

    def run():
        lines = pl.scan_parquet(f"{folder}/*.parquet").select(
            pl.col("account").cast(pl.String), pl.col("product").cast(pl.String), "date", "units"
        )
        found = (
            lines.join(products, on="product")
            .join(holdings, on="account")
            .filter((pl.col("date") >= pl.col("from")) & (pl.col("date") < pl.col("to")))
            .group_by("payee", "family", pl.col("date").dt.month().alias("month"))
            .agg((pl.col("units") * pl.col("parts")).sum().alias("parts"), pl.len().alias("lines"))
            .collect(engine="streaming")
        )
        return found.rows()

    return run


def must_equal(folder, rows):
    with open(f"{folder}/answers.csv", newline="") as file:
        ours = {
            (row["payee"], row["family"], int(row["month"][-2:])): (int(row["parts"]), int(row["lines"]))
            for row in csv.DictReader(file)
        }
    theirs = {(payee, family, month): (int(parts), int(lines)) for payee, family, month, parts, lines in rows}
    if ours != theirs:
        different = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
        example = different[0]
        sys.exit(f"{len(different)} answers differ, such as {example}: ours {ours.get(example)}, theirs {theirs.get(example)}")


def main():
    folder, engine = sys.argv[1], sys.argv[2]
    run = {"duckdb": duckdb_run, "polars": polars_run}[engine](folder)
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        rows = run()
        times.append(time.perf_counter() - begun)
    must_equal(folder, rows)
    least, median, most = sorted(round(spent * 1_000_000) for spent in times)
    print(engine, median, least, most)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("peak", peak, peak, peak)


main()
