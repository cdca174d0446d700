"""Component lists that others wrote (CycloneDX, SPDX), and the ones that we write.

read.py              read_sbom(data, *, name, limits, normalise_licence) -> Reading
recognise.py         which format, version and syntax a file has, by its content
cyclonedx.py         the JSON shape of CycloneDX -> Reading
cyclonedx_xml.py     CycloneDX XML -> its JSON shape
spdx.py              the JSON shape of SPDX 2 -> Reading
spdx_tagvalue.py     SPDX 2 tag-value -> its JSON shape
schemas.py           diagnostics of the bundled CycloneDX schemas
graph.py             cycles, dangling edges, direct and transitive
minimum.py           the elements a list should have at least, and why they are missing
write_cyclonedx.py   CycloneDX 1.6 JSON
write_spdx.py        SPDX 2.3 JSON
"""
