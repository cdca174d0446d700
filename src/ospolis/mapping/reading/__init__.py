"""From a fetched source to findings: what is read in the box, and what is made of it outside."""
