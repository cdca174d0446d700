"""What templates of the collection need beside markup."""
