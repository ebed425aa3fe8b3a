"""What is declared of the published tables holds together."""

from pathways.published import PUBLISHED

BY_NAME = {table.name: table for table in PUBLISHED}


def test_each_table_and_each_mart_is_declared_once():
    assert len(BY_NAME) == len({table.mart for table in PUBLISHED}) == len(PUBLISHED)


def test_keys_indexes_and_references_are_of_promised_columns():
    for table in PUBLISHED:
        used = {*table.key, *(name for columns in table.indexes for name in columns)}
        used |= {name for reference in table.references for name in reference.columns}
        assert used <= set(table.columns), table.name


def test_a_reference_is_to_the_whole_key_of_another_table_column_by_column_of_one_type():
    for table in PUBLISHED:
        for reference in table.references:
            other = BY_NAME[reference.table]
            assert reference.referred == other.key
            types = [table.columns[name] for name in reference.columns]
            assert types == [other.columns[name] for name in reference.referred], table.name
