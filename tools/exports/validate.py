"""Checks the exports in a folder with what others publish for their formats.

CycloneDX: the published JSON Schema 1.6, strictly, as cyclonedx-python-lib carries it.
OpenLineage: the classes of the published client, which refuse what the
specification does not have.
Open Threat Model: no package carries its schema; give a copy of otm_schema.json
as a second argument to check against it.
"""
import json
import pathlib
import sys

import jsonschema
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.serde import Serde


def model_card(text):
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return [str(fault)] if fault else []


def lineage(text):
    faults = []
    for n, e in enumerate(json.loads(text)):
        try:
            event = RunEvent(
                eventType=RunState(e["eventType"]), eventTime=e["eventTime"], producer=e["producer"],
                run=Run(**e["run"]), job=Job(**e["job"]),
                inputs=[InputDataset(**d) for d in e["inputs"]], outputs=[OutputDataset(**d) for d in e["outputs"]])
            again = json.loads(Serde.to_json(event))
            if again["schemaURL"] != e["schemaURL"] or set(e) - set(again):
                faults.append(f"event {n}: {e['schemaURL']} is not {again['schemaURL']}, or members more than {sorted(again)}")
        except Exception as fault:  # whatever the client refuses
            faults.append(f"event {n}: {fault!r}")
    return faults


def threat_model(text, schema):
    return [f.message for f in jsonschema.Draft7Validator(schema).iter_errors(json.loads(text))]


folder = pathlib.Path(sys.argv[1])
found = {
    "model-card.cdx.json": model_card((folder / "model-card.cdx.json").read_text()),
    "openlineage.json": lineage((folder / "openlineage.json").read_text()),
}
if len(sys.argv) > 2:
    schema = json.loads(pathlib.Path(sys.argv[2]).read_text())
    found["threat-model.otm.json"] = threat_model((folder / "threat-model.otm.json").read_text(), schema)
for name, faults in found.items():
    for fault in faults:
        print(f"{name}: {fault}")
sys.exit(1 if any(found.values()) else 0)
