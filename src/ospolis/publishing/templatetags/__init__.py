"""What templates of the map need beside markup."""
