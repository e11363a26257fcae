"""Writes the files of this folder's `files` by NumPy and pandas, and what their columns must hold, bit for bit."""

import json
import os
import struct

import numpy as np
import pandas as pd

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "files")
os.makedirs(FOLDER, exist_ok=True)
rng = np.random.default_rng(20260101)
expected = {}
expected_by_options = {}


def bits(column):
    return [struct.pack(">d", float(value)).hex() for value in column]


def npy(name, array, version=None):
    with open(os.path.join(FOLDER, name), "wb") as file:
        np.lib.format.write_array(file, array, version=version)
    columns = array.reshape(len(array), -1).T
    expected[name] = [bits(column) for column in columns]


def text(name, content, options=False, **arguments):
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as file:
        file.write(content)
    arguments.setdefault("na_values", ["-", "."])
    frame = pd.read_csv(path, **arguments)
    columns = [bits(frame[column]) for column in frame.columns]
    (expected_by_options if options else expected)[name] = columns


table = rng.standard_normal((7, 3)) * 10.0 ** rng.integers(-300, 300, (7, 3))
table[2, 1], table[3, 0], table[4, 2] = np.nan, np.inf, -0.0
for order in "<", ">":
    tag = "little" if order == "<" else "big"
    for kind in "f8", "f4", "f2", "i2", "i4", "i8", "u2", "u4", "u8":
        if kind == "f8":
            values = table
        elif kind[0] == "f":
            values = rng.standard_normal((7, 3))
        elif kind[0] == "i":
            values = rng.integers(-30000, 30000, (7, 3))
        else:
            values = rng.integers(0, 60000, (7, 3))
        array = values.astype(order + kind)
        npy(f"{kind}_{tag}_c.npy", array)
        npy(f"{kind}_{tag}_f.npy", np.asfortranarray(array))
npy("i1.npy", np.array([-128, 0, 127], dtype="i1"))
npy("u1.npy", np.array([[0, 255], [1, 2]], dtype="u1"))
npy("bool.npy", np.array([True, False, True]))
npy("half_edges.npy", np.array([0x0001, 0x8000, 0x03FF, 0x0400, 0x7BFF, 0x7C00, 0xFC00], dtype="<u2").view("<f2"))
for version in (1, 0), (2, 0), (3, 0):
    npy(f"version{version[0]}.npy", table, version)

numbers = rng.standard_normal((50, 3)) * 10.0 ** rng.integers(-20, 20, (50, 3))
frame = pd.DataFrame(numbers, columns=["a", "b, with comma", 'c "quoted"'])
frame.iloc[3, 1] = np.nan
text("pandas.csv", frame.to_csv(index=False).encode())
text("semicolon.csv", frame.to_csv(index=False, sep=";").replace("\n", "\r\n").encode(), sep=";")
text("bom_tab.csv", b"\xef\xbb\xbf" + frame.to_csv(index=False, sep="\t").encode(), sep="\t")
text("bare.csv", frame.to_csv(index=False, header=False).encode(), header=None)
text("pipes.csv", frame.to_csv(index=False, sep="|").encode(), sep="|")
text("missing.csv", b"a,b\n1,NA\nN/A,nan\nnull,2\n-,.\nNone,\n inf , 3 \n-Infinity,NaN\n")
frame.to_csv(os.path.join(FOLDER, "pandas.csv.gz"), index=False, compression={"method": "gzip", "mtime": 0})
expected["pandas.csv.gz"] = expected["pandas.csv"]
german = frame.to_csv(index=False, sep=";", decimal=",", na_rep="-999")
text("german.csv", german.encode(), options=True, sep=";", decimal=",", na_values=["-999"])
hard = ["0.1", "1e-320", "5e-324", "1.7976931348623157e308", "9007199254740993", "2.2250738585072011e-308",
        "123456789012345678901234567890", "0.500000000000000166533453693773481063544750213623046875"]
text("hard.csv", ("x\n" + "\n".join(hard) + "\n").encode(), dtype=float)

np.save(os.path.join(FOLDER, "bad_complex.npy"), np.zeros(2, dtype=complex))
np.save(os.path.join(FOLDER, "bad_structured.npy"), np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]))
np.save(os.path.join(FOLDER, "bad_string.npy"), np.array(["a", "b"]))
np.save(os.path.join(FOLDER, "bad_datetime.npy"), np.array(["2020-01-01"], dtype="M8[s]"))
np.save(os.path.join(FOLDER, "bad_object.npy"), np.array([None, 1], dtype=object), allow_pickle=True)
np.save(os.path.join(FOLDER, "bad_shape0.npy"), np.array(1.0))
np.save(os.path.join(FOLDER, "bad_shape3.npy"), np.zeros((2, 2, 2)))
np.save(os.path.join(FOLDER, "inexact.npy"), np.array([[1, 2], [3, 2**53 + 1]]))

versions = {"numpy": np.__version__, "pandas": pd.__version__}
with open(os.path.join(FOLDER, "expected.json"), "w") as file:
    json.dump({"versions": versions, "bits": expected, "bits_by_options": expected_by_options}, file, indent=0)
    file.write("\n")
print(versions)
