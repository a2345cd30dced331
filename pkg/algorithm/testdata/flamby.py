"""Writes flamby.json: which complete cases FLamby's Fed-Heart-Disease tests on.

Run with numpy 2.4.6 and scikit-learn 1.9.0:
    python flamby.py FOLDER > flamby.json

FOLDER holds cleveland.csv, hungarian.csv, switzerland.csv and va.csv, rows in the
order of the UCI files. FLamby (owkin/FLamby, fed_heart_disease/dataset.py) takes
the complete cases without the last three columns, and 34 % of each centre's for
tests, the two outcomes in proportion where both have more than two rows.
"""
import csv
import json
import sys
import numpy as np
from sklearn.model_selection import train_test_split

DROPPED = ["slope", "ca", "thal"]
out = {}
for site in ["cleveland", "hungarian", "switzerland", "va"]:
    rows = list(csv.DictReader(open(f"{sys.argv[1]}/{site}.csv")))
    y = np.array([int(r["num"]) > 0 for r in rows if all(v != "" for k, v in r.items() if k not in DROPPED)])
    both = all((y == v).sum() > 2 for v in np.unique(y)) and len(np.unique(y)) > 1
    _, test = train_test_split(np.arange(len(y)), test_size=1 - 0.66, train_size=0.66, random_state=43, shuffle=True, stratify=y if both else None)
    out[site] = sorted(int(i) for i in test)
print(json.dumps(out, separators=(",", ":")).replace('],"', '],\n"'))
