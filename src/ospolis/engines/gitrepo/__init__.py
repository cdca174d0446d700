"""Hardened read-only access to a repository: mirrors, listings, contents, history, lines; within limits.

    address.py    check_address(text, *, operator) -> Address
    command.py    check_git_version(read_git_version()); the one place that starts git
    mirror.py     read_remote_head, clone_mirror, update_mirror, refresh_mirror
    blobfetch.py  fetch_blobs(address, mirror, oids, *, limits, resolve_to) -> BlobFetch
    snapshot.py   read_snapshot(mirror, *, limits, commit) -> Snapshot
    sizes.py      measure_blobs(mirror, oids, *, limits) -> {oid: bytes}
    blobs.py      read_blobs(mirror, wanted, *, limits) -> Iterator[Blob]
    history.py    read_history(mirror, *, limits, now, key) -> History; follow_history, in steps
    walks.py      read_kept_walk(mirror), keep_walk(mirror, kept): where the next step starts
    lines.py      count_lines(contents, *, scratch) -> {(oid, name): Lines}
    refusal.py    GitRefused(code, message, remedy), the only error of this engine

Nothing is ever checked out, no submodule is followed, and no reading of a mirror can reach the network.
"""
