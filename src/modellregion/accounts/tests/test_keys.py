"""Keys of a municipality: they change without a gap, and codes are readable with the key beside the database only."""

import pytest

from modellregion.accounts.api import AccountKeyError, hide_code, prepare_key, show_code, switch_key
from modellregion.accounts.keys import files_of, keys_of
from modellregion.kernel.context import system_context
from modellregion.kernel.ids import new_id
from tests.support.people import citizen

pytestmark = pytest.mark.django_db


def test_the_next_key_is_shown_then_used_and_the_former_still_opens() -> None:
    ctx = system_context(citizen().municipality)
    with pytest.raises(AccountKeyError):
        switch_key(ctx)
    first = keys_of(ctx.municipality, "Stadt", ctx.now())
    prepare_key(ctx, "Stadt")
    prepare_key(ctx, "Stadt")
    both = keys_of(ctx.municipality, "Stadt", ctx.now())
    assert [pair.certificate for pair in both][:1] == [first[0].certificate]
    assert len(both) == 2
    switch_key(ctx)
    after = keys_of(ctx.municipality, "Stadt", ctx.now())
    assert [pair.certificate for pair in after] == [both[1].certificate, both[0].certificate]


def test_a_code_is_hidden_for_one_account_of_one_municipality() -> None:
    ctx, account = citizen(), new_id()
    hidden = hide_code(ctx, account, "7K3M7K3M7K3M7K3M")
    assert show_code(ctx, account, hidden) == "7K3M7K3M7K3M7K3M"
    assert b"7K3M" not in hidden
    for ctx_of, whose in ((ctx, new_id()), (citizen("bielefeld"), account)):
        with pytest.raises(AccountKeyError):
            show_code(ctx_of, whose, hidden)
    files_of(ctx.municipality).codes.unlink()
    with pytest.raises(AccountKeyError):
        show_code(ctx, account, hidden)
