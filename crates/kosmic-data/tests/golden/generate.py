"""Writes NPZ, HDF5 and Parquet files by NumPy, h5py and pyarrow, and what their columns must hold, bit for bit."""

import json
import os
import struct

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20260202)
expected = {}
files = {}


def bits(column):
    return [struct.pack(">d", float(value)).hex() for value in column]


def path(name):
    return os.path.join(FOLDER, name)


def columns_of(arrays):
    columns = {}
    for name, array in arrays.items():
        if array.ndim == 1:
            columns[name] = bits(array)
        else:
            columns |= {f"{name}/{place}": bits(array[:, place]) for place in range(array.shape[1])}
    return columns


ROWS = 200
table = rng.standard_normal((ROWS, 3)) * 10.0 ** rng.integers(-300, 300, (ROWS, 3))
table[2, 1], table[3, 0], table[4, 2] = np.nan, np.inf, -0.0
arrays = {
    "bool": rng.integers(0, 2, ROWS).astype(bool),
    "c": table,
    "f": np.asfortranarray(table[:, ::-1]),
    "big": rng.standard_normal(ROWS).astype(">f4"),
    "half": rng.standard_normal(ROWS).astype("<f2"),
    "i2": rng.integers(-30000, 30000, (ROWS, 2)).astype(">i2"),
    "u8": rng.integers(0, 2**53, ROWS).astype("<u8"),
}
np.savez(path("stored.npz"), **arrays)
np.savez_compressed(path("packed.npz"), **arrays)
expected["npz"] = columns_of(arrays)
files |= {"stored.npz": "npz", "packed.npz": "npz"}
np.savez(path("mixed.npz"), a=np.arange(5.0), b=np.arange(6.0), text=np.array(["x", "y"]),
         cube=np.zeros((2, 2, 2)), object=np.array([None, 1], dtype=object))

# h5py lists members by name.
h5 = {"bool": arrays["bool"], "c": table, "group/big": arrays["big"], "group/half": arrays["half"],
      "group/inner/i2": arrays["i2"], "group/inner/u8": arrays["u8"]}
expected["hdf5"] = columns_of(h5)
LAYOUTS = {
    "contiguous": {},
    "chunked": {"chunks": True},
    "filtered": {"chunks": 64, "compression": "gzip", "shuffle": True, "fletcher32": True},
    "growing": {"chunks": True, "compression": "gzip", "maxshape": None},
}
for version in "earliest", "latest":
    for layout, options in LAYOUTS.items():
        name = f"{layout}_{version}.h5"
        with h5py.File(path(name), "w", libver=version) as file:
            for dataset, array in h5.items():
                own = dict(options)
                if own.get("chunks") == 64:
                    own["chunks"] = (64,) + array.shape[1:]
                if "maxshape" in own:
                    own["maxshape"] = (None,) + array.shape[1:]
                file.create_dataset(dataset, data=array, **own)
            file["note"] = "text"
        files[name] = "hdf5"

missing = rng.random(ROWS) < 0.1
frame = pa.table({
    "double": pa.array(table[:, 0]),
    "gaps": pa.array(table[:, 1], mask=missing),
    "single": pa.array(rng.standard_normal(ROWS).astype("f4")),
    "half": pa.array(rng.standard_normal(ROWS).astype("f2")),
    "i8": pa.array(rng.integers(-128, 128, ROWS).astype("i1"), mask=missing),
    "i64": pa.array(rng.integers(-2**53, 2**53, ROWS), mask=missing),
    "u32": pa.array(rng.integers(0, 2**32, ROWS).astype("u4")),
    "u64": pa.array(rng.integers(0, 2**53, ROWS).astype("u8")),
    "bool": pa.array(rng.integers(0, 2, ROWS).astype(bool), mask=missing),
    "day": pa.array(np.datetime64("2026-01-01", "us") + np.arange(ROWS)),
    "text": pa.array(["a"] * ROWS, mask=missing),
    "list": pa.array([[1.0, 2.0]] * ROWS),
})


def parquet_columns(read):
    columns = {}
    for name in read.column_names:
        column = read.column(name)
        if name in ("text", "list"):
            continue
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        columns[name] = bits([np.nan if cell is None else cell for cell in column.to_pylist()])
    return columns


for codec in "none", "snappy", "gzip", "lz4":
    for version in "1.0", "2.0":
        name = f"{codec}_{version[0]}.parquet"
        pq.write_table(frame, path(name), compression=codec, data_page_version=version, row_group_size=60)
        columns = parquet_columns(pq.read_table(path(name)))
        assert expected.setdefault("parquet", columns) == columns
        files[name] = "parquet"

versions = {"numpy": np.__version__, "pandas": pd.__version__, "pyarrow": pa.__version__, "h5py": h5py.__version__,
            "hdf5": h5py.version.hdf5_version}
with open(path("expected.json"), "w") as file:
    json.dump({"versions": versions, "files": files, "bits": expected}, file, indent=None, separators=(",", ":"))
    file.write("\n")
print(versions)
