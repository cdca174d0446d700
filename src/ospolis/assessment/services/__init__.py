"""The writers of assessments."""
