"""Which role holds which permission: the rooms' policies joined. The golden file of the tests shows the matrix."""

from modellregion.cases import policy as cases
from modellregion.exchange import policy as exchange
from modellregion.kernel.context import Permission
from modellregion.opendata import policy as opendata
from modellregion.packages import policy as packages
from modellregion.payments import policy as payments
from modellregion.records import policy as records
from modellregion.region import policy as region
from modellregion.region.roles import Role
from modellregion.trade import policy as trade
from modellregion.transfer import policy as transfer

GRANTS: dict[Permission, frozenset[Role]] = {
    **region.GRANTS,
    **packages.GRANTS,
    **cases.GRANTS,
    **exchange.GRANTS,
    **opendata.GRANTS,
    **payments.GRANTS,
    **records.GRANTS,
    **trade.GRANTS,
    **transfer.GRANTS,
}

PERMISSIONS_OF_ROLE: dict[Role, frozenset[str]] = {
    role: frozenset(str(permission) for permission, roles in GRANTS.items() if role in roles) for role in Role
}
