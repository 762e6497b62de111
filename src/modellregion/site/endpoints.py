"""The addresses for programs, gathered from the rooms; the room api describes them."""

from modellregion.accounts.endpoints import ENDPOINTS as ACCOUNTS
from modellregion.api.endpoints import ENDPOINTS as API
from modellregion.cases.endpoints import ENDPOINTS as CASES
from modellregion.kernel.http.endpoints import Endpoint
from modellregion.opendata.rest.endpoints import ENDPOINTS as OPENDATA
from modellregion.portal.endpoints import ENDPOINTS as PORTAL
from modellregion.seals.endpoints import ENDPOINTS as SEALS
from modellregion.transfer.rest.endpoints import ENDPOINTS as TRANSFER

ENDPOINTS: tuple[Endpoint, ...] = (*TRANSFER, *OPENDATA, *CASES, *PORTAL, *SEALS, *ACCOUNTS, *API)
