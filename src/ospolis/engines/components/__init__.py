"""Component lists: manifests, lock files, CycloneDX and SPDX become components, edges and remarks.

component.py   Component, Licence, Hash, Evidence, Edge, Scope, Relation
diagnostic.py  Diagnostic: one remark, with its place and its remedy
purl.py        read_purl(text) -> Purl; build_purl(...) -> str
reading.py     Document, Reading: what came out of one component list
manifests/     manifests and lock files of source code
"""
