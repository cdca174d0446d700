"""Components of source code from its manifests and lock files; nothing is executed, no registry is asked.

    kinds.py    recognise(path) -> ManifestKind | None
    opening.py  read_manifest(path, data, *, limits) -> ManifestReading
    joining.py  join_readings(readings) -> RepositoryComponents
    keeping.py  pack_reading(reading) -> JsonValue; unpack_reading(value, path) -> ManifestReading | None
    reading.py  ManifestReading, Mention, ManifestLimits, VERSION (part of the cache key)

A reading depends on bytes and kind alone, so it is kept by (blob, kind, VERSION) and put at a path with `at`.
One file reads each family: npm, npm_lock, yarn, pnpm; pyproject, requirements, python_locks, setup_files;
maven, gradle; golang, composer, rubygems, cargo, nuget, swift, dart, elixir; hints for images, actions, charts.
"""
