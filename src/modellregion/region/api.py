"""The region's face to other rooms."""

from modellregion.region.commands.add_body import NewBody, add_body
from modellregion.region.commands.add_staff_member import add_staff_member
from modellregion.region.commands.add_unit import add_unit
from modellregion.region.commands.log_in import Caller, close_session, open_session
from modellregion.region.commands.put_away import put_away
from modellregion.region.commands.set_substitute import end_substitution, set_substitute
from modellregion.region.courts import Court, administrative_court
from modellregion.region.errors import (
    FirstPasswordOverError,
    LoginRefusedError,
    PasswordTooWeakError,
    SubstitutionInvalidError,
)
from modellregion.region.passkeys.ceremony import Purpose as PasskeyPurpose
from modellregion.region.passkeys.ceremony import ask_for_one as ask_for_passkey
from modellregion.region.passkeys.ceremony import party as passkey_party
from modellregion.region.passkeys.errors import PasskeyNeededError, PasskeyRefusedError
from modellregion.region.passkeys.use import enter_with_passkey
from modellregion.region.passwords import new_first_password
from modellregion.region.queries import (
    Colleague,
    SubstitutionEntry,
    UnitEntry,
    is_login_taken,
    list_colleagues,
    list_holders,
    list_substitutions,
    list_units,
    staff_names,
)
from modellregion.region.roles import ROLE_NAMES, BodyKind, Role
from modellregion.region.sessions import find_actor, permissions_of
from modellregion.region.sso.connection import (
    GroupRole,
    StaffLogin,
    set_staff_login,
    staff_login_of,
    staff_login_trouble,
)
from modellregion.region.sso.errors import SsoError, WrongSsoError
from modellregion.region.sso.log_in import begin_sso, finish_sso
from modellregion.region.tenants import BodyEntry, find_body, forget_bodies, get_body, list_bodies

__all__ = [
    "ROLE_NAMES",
    "BodyEntry",
    "BodyKind",
    "Caller",
    "Colleague",
    "Court",
    "FirstPasswordOverError",
    "GroupRole",
    "LoginRefusedError",
    "NewBody",
    "PasskeyNeededError",
    "PasskeyPurpose",
    "PasskeyRefusedError",
    "PasswordTooWeakError",
    "Role",
    "SsoError",
    "StaffLogin",
    "SubstitutionEntry",
    "SubstitutionInvalidError",
    "UnitEntry",
    "WrongSsoError",
    "add_body",
    "add_staff_member",
    "add_unit",
    "administrative_court",
    "ask_for_passkey",
    "begin_sso",
    "close_session",
    "end_substitution",
    "enter_with_passkey",
    "find_actor",
    "find_body",
    "finish_sso",
    "forget_bodies",
    "get_body",
    "is_login_taken",
    "list_bodies",
    "list_colleagues",
    "list_holders",
    "list_substitutions",
    "list_units",
    "new_first_password",
    "open_session",
    "passkey_party",
    "permissions_of",
    "put_away",
    "set_staff_login",
    "set_substitute",
    "staff_login_of",
    "staff_login_trouble",
    "staff_names",
]
