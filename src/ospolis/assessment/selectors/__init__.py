"""The readers of assessments. The viewer comes first."""
