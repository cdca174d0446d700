"""The second reading: licence texts that our own detector does not name are shown to ScanCode, in a box of its own."""
