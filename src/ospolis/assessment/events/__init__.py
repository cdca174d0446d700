"""What happens in assessments. References only: never a name, never an answer in words."""
