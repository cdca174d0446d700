"""Small counts are hidden, and nothing that is shown gives them away."""

from __future__ import annotations

import functools
import itertools
import random
from collections import defaultdict

import pytest

from ospolis.engines.disclosure import BadTable, Rule, Share, Table, Totals, protect, share_known, share_of

FIVE = Rule(threshold=5, least_base=5)
ANSWERS = ("women", "men", "unknown")


def line(*counts, rule=None, totals=Totals.SHOWN, answers=ANSWERS):
    """Protect one row; what is hidden is None, the total stands last."""
    table = Table(("all",), answers[: len(counts)], (counts,), totals, Totals.ABSENT)
    held = protect(table, rule or Rule())
    return (*held.counts[0], held.row_totals[0])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((40, 35, 20), (40, 35, 20, 95)),
        ((40, 35, 0), (40, 35, 0, 75)),
        ((0, 0, 0), (0, 0, 0, 0)),
        ((40, 3, 20), (40, None, None, 63)),
        ((20, 3, 20), (None, None, None, 43)),
        ((9, 9, 40), (None, None, None, 58)),
        ((10, 1, 40), (None, None, None, 51)),
        ((40, 1, 1), (None, None, None, 42)),
        ((3, 2, 1), (None, None, None, None)),
        ((12, 0, 0), (None, None, None, None)),
        ((200, 0, 0), (None, None, None, 200)),
        ((0, 0, 12), (0, 0, 12, 12)),
    ],
    ids=[
        "nothing small", "a nought", "nobody", "one small", "one small and two equal ones", "two small",
        "small with the next that is too small", "two single people", "all small", "all the same",
        "very many, all the same", "nobody said",
    ],
)  # fmt: skip
def test_a_row_shows_what_says_nothing_about_a_person(counts, shown):
    assert line(*counts) == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [((3, 2, 1), (None, None, None, 6)), ((12, 0, 0), (None, None, None, 12)), ((40, 3, 20), (40, None, None, 63))],
)
def test_a_known_total_stays_and_what_it_would_give_away_goes(counts, shown):
    assert line(*counts, totals=Totals.KNOWN) == shown


def test_without_totals_a_small_count_is_hidden_alone():
    assert line(40, 3, 20, totals=Totals.ABSENT) == (40, None, 20, None)


def test_a_table_of_one_answer_hides_its_total_with_it():
    assert line(3, answers=("women",)) == (None, None)
    assert line(30, answers=("women",)) == (30, 30)


def test_totals_of_columns_give_no_row_away():
    table = Table(
        ("March", "May", "June"),
        ANSWERS,
        ((30, 4, 25), (40, 35, 22), (28, 31, 27)),
    )

    held = protect(table, Rule())

    assert held.counts == ((30, None, None), (40, None, None), (28, 31, 27))
    assert (held.row_totals, held.column_totals, held.total) == ((59, 97, 86), (98, 70, 74), 242)
    assert (held.count("June", "men"), held.count("March", "men")) == (31, None)


def test_a_column_without_people_is_not_told_beside_a_row_that_is_all_the_same():
    table = Table(("March", "May"), ANSWERS, ((12, 0, 0), (40, 0, 30)))

    held = protect(table, Rule())

    assert held.counts[0] == (None, None, None)
    assert held.column_totals[1] is None


@pytest.mark.parametrize("totals", [Totals.KNOWN, Totals.SHOWN])
@pytest.mark.parametrize(("width", "most"), [(2, 24), (3, 11)])
def test_who_knows_the_rules_cannot_work_out_a_hidden_count_of_a_row(width, most, totals):
    """Every row of this size is tried; equal answers must come from rows that differ in each hidden count."""
    origins = defaultdict(list)
    for counts in itertools.product(range(most + 1), repeat=width):
        origins[line(*counts, rule=FIVE, totals=totals)].append(counts)

    given_away = [
        (shown, rows)
        for shown, rows in origins.items()
        for place in range(width)
        if shown[place] is None and len({row[place] for row in rows}) == 1
        if all(max(row) < most for row in rows)
    ]

    assert given_away == []


@pytest.mark.parametrize("totals", [(Totals.KNOWN, Totals.SHOWN), (Totals.SHOWN, Totals.SHOWN)])
def test_no_hidden_count_of_a_small_table_can_be_derived(totals):
    tables = list(itertools.product(range(8), repeat=4))
    sample = random.Random(20261123).sample(tables, 40)  # noqa: S311 - a choice of tables

    assert [counts for counts in sample if derived_cells(counts, totals)] == []


def derived_cells(counts, totals):
    """Hidden cells of a table of two by two for which only one number fits what is shown."""
    rows = (counts[:2], counts[2:])
    held = protect(Table(("a", "b"), ("women", "men"), rows, *totals), FIVE)
    shown = [*held.counts[0], *held.counts[1], *held.row_totals, *held.column_totals, held.total]
    # Where a part of a row is shown, the reader knows that a hidden nought would have been shown too.
    least = [int(None in row and row != (None, None)) for row in held.counts for _ in row]
    fitting = [
        other
        for other, values in every_table()
        if all(kept is None or kept == value for kept, value in zip(shown, values, strict=True))
        and all(shown[place] is not None or other[place] >= least[place] for place in range(4))
    ]
    empty = [held.row_totals[place // 2] == 0 for place in range(4)]
    return [
        place for place in range(4)
        if shown[place] is None and not empty[place] and len({other[place] for other in fitting}) < 2
    ]  # fmt: skip


@functools.cache
def every_table():
    """Every table of two by two with counts below 10: its cells, and these with its totals."""
    cells = list(itertools.product(range(10), repeat=4))
    return [((a, b, c, d), (a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d)) for a, b, c, d in cells]


def test_ten_thousand_pairs_of_questions_differ_by_no_few_people():
    """A question asks for some rows and columns; a second one for more. Their difference is nobody, or enough."""
    chance = random.Random(1123)  # noqa: S311 - a choice of tables
    asked, small = 0, []
    while asked < 10_000:
        table = random_table(chance)
        held = protect(table, Rule())
        for _ in range(50):
            wide = some_of(chance, range(len(table.rows))), some_of(chance, range(len(table.columns)))
            narrow = some_of(chance, wide[0]), some_of(chance, wide[1])
            for one in answers_to(held, *wide):
                for other in answers_to(held, *narrow):
                    small += [(table, wide, narrow)] if 0 < one - other < 10 else []
            asked += 1

    assert small == []


def random_table(chance):
    """A table of some activities, with the small counts that real ones have."""
    height, width = chance.randint(1, 4), chance.randint(2, 4)
    counts = tuple(
        tuple(chance.choice((0, 1, 2, 3, 8, 12, 17, 30, 44)) for _ in range(width)) for _ in range(height)
    )  # fmt: skip
    columns = ("women", "men", "another", "unknown")[-width:]
    return Table(tuple(f"event {row}" for row in range(height)), columns, counts)


def some_of(chance, places):
    """A part of some places, not empty."""
    return sorted(chance.sample(list(places), chance.randint(1, len(places))))


def answers_to(held, rows, columns):
    """What a reader can add up for a question: from cells, from totals of rows, of columns, or of all."""
    ways = [[held.counts[row][column] for row in rows for column in columns]]
    if len(columns) == len(held.columns):
        ways.append([held.row_totals[row] for row in rows])
    if len(rows) == len(held.rows):
        ways.append([held.column_totals[column] for column in columns])
    if len(columns) == len(held.columns) and len(rows) == len(held.rows):
        ways.append([held.total])
    return {sum(way) for way in ways if None not in way}


@pytest.mark.parametrize(
    ("rows", "columns", "counts"),
    [
        (("a",), ("x",), ()),
        (("a",), ("x", "y"), ((1,),)),
        (("a",), ("x", "x"), ((1, 2),)),
        (("a", "a"), ("x",), ((1,), (2,))),
        (("a",), ("x",), ((-1,),)),
    ],
)
def test_what_is_no_table_is_refused(rows, columns, counts):
    with pytest.raises(BadTable):
        Table(rows, columns, counts)


@pytest.mark.parametrize("numbers", [(4, 30), (10, 9), (0, 0)])
def test_a_rule_that_protects_nobody_is_refused(numbers):
    with pytest.raises(BadTable):
        Rule(*numbers)


@pytest.mark.parametrize(
    ("count", "base", "share"),
    [
        (15, 30, Share(50, 30)),
        (1, 8, Share(None, 8)),
        (15, 29, Share(None, 29)),
        (None, 90, Share(None, 90)),
        (15, None, Share(None, None)),
        (1, 200, Share(1, 200)),
    ],
)
def test_percentages_have_a_base_of_thirty(count, base, share):
    assert share_of(count, base, Rule()) == share


def test_the_response_rate_tells_of_how_many_people_an_answer_is_known():
    assert share_known(29, 100, Rule()) == Share(71, 100)
    assert share_known(None, 100, Rule()) == Share(None, 100)
    assert share_known(29, None, Rule()) == Share(None, None)
