"""What code forges answer, read as bytes and headers: places, pages of repositories, budgets of calls, refusals.

refusal.py       ForgeRefused, an AnswerRefused: the one error, with what to do and, for a full budget, until when
place.py         read_place(kind, location) -> Place; which addresses list it, and how one repository is asked for
answers.py       check_answer(answer): what a status and a body mean before anything is read
budget.py        read_budget(headers): how many calls are left, and until when to wait
paging.py        next_call(...): the address of the next page, which must lead to the same forge
repositories.py  read_repositories(...): rows of a page; what cannot be read is counted
"""
