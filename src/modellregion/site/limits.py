"""How often each address may be asked: sized for a whole town hall behind one address, and far too slow for guessing.

A bucket holds ``capacity`` and gets one more every ``every`` seconds. Logins count apart (``region/commands/log_in.py``).
"""

from modellregion.kernel.http.gate import Rule, Rules
from modellregion.kernel.limits import Limit

_CODES = Rule(Limit("codes", 20, 30))
_CHECKS = Rule(Limit("checks", 30, 10), Limit("checks-here", 300, 1))
_ACCOUNTS = Rule(Limit("account-logins", 60, 5), Limit("account-logins-here", 1200, 0.2))
_DIRECTORIES = Rule(_ACCOUNTS.address, _ACCOUNTS.municipality, reading=True)
_MACHINES = Rule(Limit("machines", 240, 1), reading=True)
_WITNESSES = Rule(Limit("witnesses", 600, 1))

LIMITS = Rules(
    routes={
        "resume": _CODES,
        "opinion_entry": _CODES,
        "check_receipt": _CHECKS,
        "check_letter": _CHECKS,
        "account_login": _ACCOUNTS,
        "account_answer": _ACCOUNTS,
        "begin_with_account": _ACCOUNTS,
        "sso": _DIRECTORIES,
        "api_description": _MACHINES,
        "catalogue_index": _MACHINES,
        "catalogue_signed_index": _MACHINES,
        "catalogue_export": _MACHINES,
        "catalogue_bundle": _MACHINES,
        "catalogue_dossier": _MACHINES,
        "proposal_state": _MACHINES,
        "hand_in_proposal": Rule(Limit("proposals", 60, 10)),
        "add_checkpoint": _WITNESSES,
    },
    posting=Rule(Limit("forms", 300, 2)),
    # In megabytes: 400 at once and 900 an hour from one address, 20 000 and 7 200 an hour for one municipality.
    uploads=Rule(Limit("uploads", 400, 4), Limit("uploads-here", 20_000, 0.5)),
    session_uploads=Limit("uploads-of-session", 4_000, 0.5),
    guessing=Limit("unknown-codes", 30, 60),
    # The identity provider's page sends its answer through the person's browser; figures are for everybody's pages.
    from_elsewhere=frozenset({"account_answer", "open_figure_data", "api_description"}),
)
