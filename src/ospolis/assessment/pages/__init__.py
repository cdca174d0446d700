"""What pages of results show, as plain values."""
