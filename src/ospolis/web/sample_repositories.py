"""Git repositories from readable text: a story of commits becomes a repository with real history.

A story is a folder under `repositories/<name>/` with `story.yml` (branch, then commits: date, author, message, tag)
and one folder for each commit that holds the files as they are after it; a file named in `remove` is gone.
"""
