"""Ways to answer without a connection: a spreadsheet, a field form, paper. Values in, values out; no database."""
