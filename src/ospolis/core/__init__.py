"""What every floor stands on: journal, jobs, access, fetching, files, exports, settings, page components."""
