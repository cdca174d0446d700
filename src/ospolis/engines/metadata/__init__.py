"""Metadata of software: publiccode.yml, code.json, CodeMeta and the DPG registry.

`read` is lenient and never raises on content, `validate` is strict and gives the verdict of the standard's own
parser, `write` emits the newest form with equal bytes for equal records. Nothing here asks the network.

    reading.py      recognise(name, data) -> Kind; read_metadata(data, *, name) -> MetadataReading
    conversion.py   convert(record, to_kind) -> Conversion with every loss named
    record.py       Record, the one normal form; `personal` holds contacts of persons
    problem.py      Problem, the one shape of a remark; sum_up(problems) -> verdict
    vocabulary.py   the controlled words of `reference/`, handed in
"""

from ospolis.engines.metadata.conversion import Conversion, Loss, convert
from ospolis.engines.metadata.problem import Level, Problem, Verdict, sum_up
from ospolis.engines.metadata.publiccode_check import OutsideFacts
from ospolis.engines.metadata.reading import Kind, MetadataReading, read_metadata, recognise
from ospolis.engines.metadata.record import (
    Contact,
    Contractor,
    Dependency,
    Description,
    Licence,
    Organisation,
    Record,
)
from ospolis.engines.metadata.vocabulary import Vocabulary, read_vocabulary, shipped_vocabulary

__all__ = [
    "Contact",
    "Contractor",
    "Conversion",
    "Dependency",
    "Description",
    "Kind",
    "Level",
    "Licence",
    "Loss",
    "MetadataReading",
    "Organisation",
    "OutsideFacts",
    "Problem",
    "Record",
    "Verdict",
    "Vocabulary",
    "convert",
    "read_metadata",
    "read_vocabulary",
    "recognise",
    "shipped_vocabulary",
    "sum_up",
]
