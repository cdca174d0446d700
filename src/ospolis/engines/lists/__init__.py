"""Lists that name repositories and organisations: inventories, catalogues, registers of governments, plain addresses.

refusal.py    ListRefused: the one error, with what to do
answers.py    check_list_answer(answer): what a status means before anything is read
documents.py  read_document(data, name) -> Document: what is written in a list, entry by entry, whatever its form
targets.py    read_target(written, terms) -> Target or the reason why an entry cannot be used
owners.py     find_owner(address, prefixes): whose a place is, by addresses and never by names
reading.py    read_list(data, name, terms) -> ListReading: what can be read, and what was left out and why

A list leads to repositories and organisations only. What looks like another list is named and not followed, so lists
that name each other, or themselves, end.
"""
