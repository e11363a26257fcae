"""Writes the files of `benches/files.rs` into a folder and prints how long pandas and NumPy take to read them.

    pip install numpy pandas
    python benches/peers/files.py FOLDER

A figure is the best of several runs on one thread, in ms, the files in the system's cache.
"""

import gzip
import os
import platform
import sys
import time

import numpy as np
import pandas as pd

ROWS = 1_000_000
ROUNDS = 7


def write(folder: str) -> None:
    rng = np.random.default_rng(20260101)
    pairs = rng.standard_normal((ROWS, 2))
    frame = pd.DataFrame(pairs, columns=["x", "y"])
    path = os.path.join(folder, "digits17.csv")
    frame.to_csv(path, index=False, float_format="%.17g")
    with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", compresslevel=6) as packed:
        packed.write(plain.read())
    frame.to_csv(os.path.join(folder, "digits4.csv"), index=False, float_format="%.4f")
    quoted = os.path.join(folder, "quoted.csv")
    with open(quoted, "w") as file:
        file.write('"x","y"\n')
        file.writelines(f'"{x:.4f}","{y:.4f}"\n' for x, y in pairs)
    np.save(os.path.join(folder, "f8.npy"), rng.standard_normal((10 * ROWS, 2)))
    np.save(os.path.join(folder, "f4.npy"), rng.standard_normal((10 * ROWS, 2)).astype("f4"))


def best(read) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def main(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    write(folder)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, pandas {pd.__version__}\n")
    print("| file | reader | ms |\n|---|---|---|")
    for name in "digits17.csv", "digits4.csv", "quoted.csv", "digits17.csv.gz":
        path = os.path.join(folder, name)
        print(f"| {name} | pandas, C engine | {best(lambda: pd.read_csv(path, engine='c')):.1f} |")
    for name in "f8.npy", "f4.npy":
        path = os.path.join(folder, name)
        print(f"| {name} | numpy.load | {best(lambda: np.load(path)):.1f} |")


if __name__ == "__main__":
    main(sys.argv[1])
