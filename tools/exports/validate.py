"""Checks the exports in folders with what others publish for their formats.

CycloneDX: the published JSON Schema 1.6, strictly, as cyclonedx-python-lib carries it.
OpenLineage: the classes of the published client, which refuse what the
specification does not have.
DPV: expanded and turned into RDF by PyLD, with nothing loaded from anywhere: no
member may be lost on the way, and every property must come out as an IRI.
Open Threat Model: no package carries its schema; pkg/export checks its form. With
--otm FILE, a copy of otm_schema.json, it is checked against that too.
"""
import argparse
import json
import pathlib
import sys

import jsonschema
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.serde import Serde
from pyld import jsonld


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


def members(v):
    """Counts the properties of everything in v, context and keywords apart."""
    if isinstance(v, list):
        return sum(map(members, v))
    if isinstance(v, dict):
        return sum((0 if k.startswith("@") else 1) + (0 if k == "@context" else members(w)) for k, w in v.items())
    return 0


def refuse(url, _options):
    raise RuntimeError(f"it asks for {url}")


def vocabulary(text):
    document = json.loads(text)
    options = {"documentLoader": refuse}
    try:
        expanded = jsonld.expand(document, options)
        dataset = jsonld.to_rdf(document, options)
    except Exception as fault:  # whatever the library refuses
        return [repr(fault)]
    faults = []
    if members(expanded) != members(document):
        faults.append(f"{members(document)} properties become {members(expanded)}")
    known = tuple(iri for iri in document["@context"].values()) + ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",)
    triples = [t for graph in dataset.values() for t in graph]
    for t in triples:
        if not t["predicate"]["value"].startswith(known):
            faults.append(f"{t['predicate']['value']} is in no namespace of the context")
    if len(triples) < 30:
        faults.append(f"only {len(triples)} statements")
    return faults


def threat_model(text, schema):
    return [f.message for f in jsonschema.Draft7Validator(schema).iter_errors(json.loads(text))]


arguments = argparse.ArgumentParser()
arguments.add_argument("--otm", type=pathlib.Path)
arguments.add_argument("folders", nargs="+", type=pathlib.Path)
asked = arguments.parse_args()
checks = {"model-card.cdx.json": model_card, "openlineage.json": lineage, "dpv.jsonld": vocabulary}
if asked.otm:
    otm = json.loads(asked.otm.read_text())
    checks["threat-model.otm.json"] = lambda text: threat_model(text, otm)
found = 0
for folder in asked.folders:
    for name, check in checks.items():
        for fault in check((folder / name).read_text()):
            found += 1
            print(f"{folder.parent.name}/{name}: {fault.splitlines()[0][:300]}")
print(f"{len(asked.folders)} folders, {len(checks)} formats, {found} faults")
sys.exit(1 if found else 0)
