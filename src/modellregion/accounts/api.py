"""The accounts' face to other rooms."""

from modellregion.accounts.commands.change_key import prepare_key, switch_key
from modellregion.accounts.connections import (
    NewConnection,
    WrongConnectionError,
    acs_url,
    connections_of,
    metadata_url,
    set_connection,
)
from modellregion.accounts.errors import AccountKeyError, LoginFailedError, NotConnectedError
from modellregion.accounts.frames import AccountRequest, account_page, to_login
from modellregion.accounts.keys import hide_code, new_key_file, show_code
from modellregion.accounts.profiles import (
    LEVEL_NAMES,
    LEVEL_OF_PACKAGE,
    PROFILES,
    Fact,
    Facts,
    Level,
    Profile,
)
from modellregion.accounts.sessions import Holder

__all__ = [
    "LEVEL_NAMES",
    "LEVEL_OF_PACKAGE",
    "PROFILES",
    "AccountKeyError",
    "AccountRequest",
    "Fact",
    "Facts",
    "Holder",
    "Level",
    "LoginFailedError",
    "NewConnection",
    "NotConnectedError",
    "Profile",
    "WrongConnectionError",
    "account_page",
    "acs_url",
    "connections_of",
    "hide_code",
    "metadata_url",
    "new_key_file",
    "prepare_key",
    "set_connection",
    "show_code",
    "switch_key",
    "to_login",
]
