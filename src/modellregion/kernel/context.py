"""Who does something, where, when: the first argument of every command and query."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from modellregion.kernel.clock import SYSTEM_CLOCK, Clock
from modellregion.kernel.errors import NotAllowedError, NotConfirmedError
from modellregion.kernel.ids import new_id

CONFIRMED_FOR = timedelta(minutes=10)
"""How long a password that was asked for again counts (ASVS 5.0 V7.5)."""


class ActorKind(StrEnum):
    """What kind of actor stands behind a command."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


class Permission(StrEnum):
    """Root of the permission enums; each room declares its own in ``policy.py``."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    ``permissions`` are granted by roles at login; ``units`` are the organisation units the person works in or stands
    in for; ``stands_in_for`` are the absent people themselves (Vertretung), today. A citizen has none of them: what they
    may see hangs on the access code they hold. ``put_away`` names what the person does not want to see open on their
    pages. ``confirmed_at``: when the person last proved who they are; ``must_set_password``: they came with a first
    password and may do nothing before they have one of their own; ``must_use_passkey``: their role needs a passkey, and they
    came with a password alone.
    """

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    permissions: frozenset[str] = frozenset()
    units: frozenset[UUID] = frozenset()
    stands_in_for: frozenset[UUID] = frozenset()
    put_away: frozenset[str] = frozenset()
    confirmed_at: datetime | None = None
    must_set_password: bool = False
    must_use_passkey: bool = False

    @property
    def people(self) -> frozenset[UUID]:
        """The person and whoever they stand in for today: what waits for one of them, they may do."""
        return self.stands_in_for | ({self.id} if self.id is not None else set())


CITIZEN = Actor(ActorKind.CITIZEN)
SYSTEM = Actor(ActorKind.SYSTEM, name="System")


@dataclass(frozen=True, slots=True)
class Context:
    """Municipality (Mandant), actor, clock and request of a command."""

    municipality: UUID
    actor: Actor
    clock: Clock = SYSTEM_CLOCK
    language: str = "de"
    request_id: UUID = field(default_factory=new_id)

    def authorise(self, permission: Permission) -> None:
        """Let staff pass who hold ``permission``, and the system itself.

        :raises NotAllowedError: otherwise.
        """
        if not self.may(permission):
            raise NotAllowedError(f"{self.actor.kind} {self.actor.id} lacks {permission}")

    def may(self, permission: Permission) -> bool:
        """Tell whether the actor holds ``permission``."""
        return self.actor.kind is ActorKind.SYSTEM or permission in self.actor.permissions

    def ask_confirmed(self) -> None:
        """Let staff pass who proved within the last ten minutes who they are, and the system itself.

        :raises NotConfirmedError: otherwise.
        """
        at = self.actor.confirmed_at
        if self.actor.kind is not ActorKind.SYSTEM and (at is None or self.now() - at > CONFIRMED_FOR):
            raise NotConfirmedError(f"{self.actor.kind} {self.actor.id}")

    def authorise_confirmed(self, permission: Permission) -> None:
        """Let staff pass who hold ``permission`` and have just proved who they are (ASVS 5.0 V7.5.3), and the system itself.

        :raises NotAllowedError: when they lack it.
        :raises NotConfirmedError: when they have to prove it once more.
        """
        self.authorise(permission)
        self.ask_confirmed()

    def person(self) -> UUID:
        """Return the id of the member of staff who acts.

        :raises NotAllowedError: when nobody of the staff does.
        """
        if self.actor.id is None:
            raise NotAllowedError(f"{self.actor.kind} is no person of the staff")
        return self.actor.id

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """Return the present date in Germany."""
        return self.clock.today()

    def for_municipality(self, municipality: UUID) -> "Context":
        """Return the same request as the system's own act inside another municipality (exchange does this)."""
        return replace(self, municipality=municipality, actor=SYSTEM)


def system_context(municipality: UUID, clock: Clock = SYSTEM_CLOCK) -> Context:
    """Return the context of a job."""
    return Context(municipality=municipality, actor=SYSTEM, clock=clock)
