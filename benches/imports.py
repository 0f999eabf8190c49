"""P5 for `cargo xtask bench imports`: a text of order lines into the fact store, beside DuckDB's and Polars' copy of the same text into Parquet.

    python3 benches/imports.py MAINSTAY FOLDER LINES

MAINSTAY is the release program, FOLDER is kept between runs where it is not too large. Ours is the time of the whole command, from a new
database: every row is validated, compared with the store, sorted, summed, indexed and made durable. Theirs is the time of the one statement,
without the start of its process: both tell numbers and days from the text, and nothing of theirs is made durable. Prints `name median least
most` lines in microseconds, and peaks of memory in KiB.
"""

import os
import shutil
import subprocess
import sys
import time

THREADS = 2
ROUNDS = 3
# Beyond so many lines there is one round, and nothing of it is kept: the text alone has 7 GB.
SEVERAL = 10_000_000
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

LINES = """
    select 'shop' as source, printf('%02d-%08d', i // 1000000, i // 4) as document, (i % 4 + 1)::varchar as line,
        (date '2027-01-01' + (i * 365 // {lines})::integer)::varchar as date,
        printf('A-%06d', hash(i) % 100000) as account, printf('P-%04d', hash(i + 1) % 2000) as product,
        printf('%d.%02d', hash(i + 2) % 10000, hash(i + 3) % 100) as amount, 'EUR' as currency, (hash(i + 4) % 50 + 1)::varchar as quantity
    from range({begin}, {end}) t(i)
"""

COPY = "copy (select * from read_csv('{text}', header = true)) to '{parquet}' (format parquet)"

# What DuckDB finds in the columns; Polars must find the same.
FOUND = {
    "source": "String",
    "document": "String",
    "line": "Int64",
    "date": "Date",
    "account": "String",
    "product": "String",
    "amount": "Float64",
    "currency": "String",
    "quantity": "Int64",
}


def connect():
    import duckdb

    return duckdb.connect(config={"threads": THREADS})


def make(folder, lines):
    os.makedirs(folder, exist_ok=True)
    wanted = [("lines.csv", 0, lines), ("late.csv", lines, lines + 1000)]
    for name, begin, end in wanted:
        path = f"{folder}/{name}"
        if not os.path.exists(path):
            query = LINES.format(lines=lines, begin=begin, end=end)
            connect().execute(f"copy ({query}) to '{path}.part' (header true)")
            os.rename(f"{path}.part", path)


def measured(command, settings):
    """Wall time in seconds and peak of memory in KiB of a process."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | settings)
    _, status, usage = os.wait4(process.pid, 0)
    spent = time.perf_counter() - begun
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return spent, usage.ru_maxrss


def ours(mainstay, data, text):
    settings = {"MAINSTAY_DATABASE_URL": f"sqlite:{data}/mainstay.db", "MAINSTAY_FACTS_FOLDER": f"{data}/facts"}
    return measured([mainstay, "import", "--as", "order_line", text], settings)


def itself(*words):
    """Runs a part of this script in a process of its own: the peak of a process counts for whatever it starts."""
    command = [sys.executable, __file__, *map(str, words)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def theirs(engine, folder):
    """The statement alone, told by a process of its own."""
    spent, peak = itself(engine, folder).split()
    return float(spent), int(peak)


def duckdb_copy(text, parquet):
    con = connect()
    return lambda: con.execute(COPY.format(text=text, parquet=parquet))


def polars_copy(text, parquet):
    import polars as pl

    found = {name: str(kind) for name, kind in pl.scan_csv(text, try_parse_dates=True).collect_schema().items()}
    if found != FOUND:
        sys.exit(f"Polars finds other columns than DuckDB: {found}")
    # DuckDB packs with Snappy unless it is told otherwise.
    return lambda: pl.scan_csv(text, try_parse_dates=True).sink_parquet(parquet, compression="snappy", engine="streaming")


def copy(engine, folder):
    import resource

    parquet = f"{folder}/lines.{engine}.parquet"
    run = {"duckdb": duckdb_copy, "polars": polars_copy}[engine](f"{folder}/lines.csv", parquet)
    begun = time.perf_counter()
    run()
    spent = time.perf_counter() - begun
    os.remove(parquet)
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def told(name, measures, unit=1_000_000):
    ordered = sorted(round(measure * unit) for measure in measures)
    print(name, ordered[len(ordered) // 2], ordered[0], ordered[-1])


def measure(mainstay, folder, lines):
    data = f"{folder}/data"
    names = ["first", "duckdb", "polars", "again", "late"]
    measures = {name: [] for name in names}
    for _ in range(ROUNDS if lines <= SEVERAL else 1):
        shutil.rmtree(data, ignore_errors=True)
        os.makedirs(data)
        measures["first"].append(ours(mainstay, data, f"{folder}/lines.csv"))
        measures["duckdb"].append(theirs("duckdb", folder))
        measures["polars"].append(theirs("polars", folder))
        measures["again"].append(ours(mainstay, data, f"{folder}/lines.csv"))
        measures["late"].append(ours(mainstay, data, f"{folder}/late.csv"))
    for name in names:
        told(name, [spent for spent, _ in measures[name]])
    for name, word in [("first", "peak"), ("duckdb", "duckdb_peak"), ("polars", "polars_peak")]:
        told(word, [peak for _, peak in measures[name]], 1)
    shutil.rmtree(data)


def main():
    if sys.argv[1] == "make":
        return make(sys.argv[2], int(sys.argv[3]))
    if sys.argv[1] in ["duckdb", "polars"]:
        return copy(sys.argv[1], sys.argv[2])
    mainstay, folder, lines = sys.argv[1], sys.argv[2], int(sys.argv[3])
    try:
        itself("make", folder, lines)
        measure(mainstay, folder, lines)
    finally:
        if lines > SEVERAL:
            shutil.rmtree(folder)


main()
