"""The only readers of text that came from outside: JSON, YAML, XML, TOML, CSV, with counters.

Each reader takes bytes and limits and either returns plain values or raises `Refused`, which says
where, why, and which limit. Nothing is executed, resolved or fetched.

    refusal.py    Refused, TextLimits
    jsontext.py   read_json(data, *, limits) -> JsonValue
    yamltext.py   read_yaml(data, *, limits) -> YamlNode (with line and column); plain(node) -> JsonValue
    xmltext.py    pull_xml(data, *, limits) -> Iterator[XmlEvent]
    tomltext.py   read_toml(data, *, limits) -> dict[str, JsonValue]
    csvtext.py    read_csv(data, *, limits) -> CsvTable (header, rows with their line numbers)
"""
