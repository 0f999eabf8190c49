"""P5 for `cargo xtask bench imports`: a text of order lines into the fact store, beside DuckDB's copy of the same text into Parquet.

    python3 benches/imports.py MAINSTAY FOLDER LINES

MAINSTAY is the release program, FOLDER is kept between runs. Ours is the time of the whole command, from a new database: every row is
validated, compared with the store, sorted, summed, indexed and made durable. DuckDB's is the time of the one statement, without the start of
its process. Prints `name median least most` lines in microseconds, and peaks of memory in KiB.
"""

import os
import shutil
import subprocess
import sys
import time

THREADS = 2
ROUNDS = 3

LINES = """
    select 'shop' as source, printf('%02d-%08d', i // 1000000, i // 4) as document, (i % 4 + 1)::varchar as line,
        (date '2027-01-01' + (i * 365 // {lines})::integer)::varchar as date,
        printf('A-%06d', hash(i) % 100000) as account, printf('P-%04d', hash(i + 1) % 2000) as product,
        printf('%d.%02d', hash(i + 2) % 10000, hash(i + 3) % 100) as amount, 'EUR' as currency, (hash(i + 4) % 50 + 1)::varchar as quantity
    from range({begin}, {end}) t(i)
"""

COPY = "copy (select * from read_csv('{text}', header = true)) to '{parquet}' (format parquet)"


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


def theirs(folder):
    """The statement alone, told by a process of its own."""
    output = subprocess.run([sys.executable, __file__, "copy", folder], check=True, capture_output=True, text=True).stdout
    spent, peak = output.split()
    return float(spent), int(peak)


def copy(folder):
    import resource

    con = connect()
    parquet = f"{folder}/lines.parquet"
    begun = time.perf_counter()
    con.execute(COPY.format(text=f"{folder}/lines.csv", parquet=parquet))
    spent = time.perf_counter() - begun
    os.remove(parquet)
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def told(name, measures, unit=1_000_000):
    ordered = sorted(round(measure * unit) for measure in measures)
    print(name, ordered[len(ordered) // 2], ordered[0], ordered[-1])


def main():
    if sys.argv[1] == "copy":
        return copy(sys.argv[2])
    mainstay, folder, lines = sys.argv[1], sys.argv[2], int(sys.argv[3])
    make(folder, lines)
    data = f"{folder}/data"
    firsts, copies, agains, lates = [], [], [], []
    for _ in range(ROUNDS if lines <= 10_000_000 else 1):
        shutil.rmtree(data, ignore_errors=True)
        os.makedirs(data)
        firsts.append(ours(mainstay, data, f"{folder}/lines.csv"))
        copies.append(theirs(folder))
        agains.append(ours(mainstay, data, f"{folder}/lines.csv"))
        lates.append(ours(mainstay, data, f"{folder}/late.csv"))
    told("first", [spent for spent, _ in firsts])
    told("duckdb", [spent for spent, _ in copies])
    told("again", [spent for spent, _ in agains])
    told("late", [spent for spent, _ in lates])
    told("peak", [peak for _, peak in firsts], 1)
    told("duckdb_peak", [peak for _, peak in copies], 1)
    shutil.rmtree(data)


main()
