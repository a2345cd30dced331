"""Checks bills of materials against the JSON schema of CycloneDX 1.6.

Needs the Python package cyclonedx-python-lib[json-validation].
"""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

bad = False
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
    print(path, fault or "is valid")
    bad = bad or fault is not None
sys.exit(bad)
