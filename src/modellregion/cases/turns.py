"""Whose turn it is: the role that a process gives a step to (Rolle im Ablauf), and whether the actor holds it."""

from uuid import UUID

from modellregion.cases.errors import StepOfOthersError
from modellregion.cases.policy import Cases
from modellregion.kernel.context import ActorKind, Context
from modellregion.kernel.tenancy import tenant
from modellregion.packages.api import LEADS, PAYMENT_MESSAGE, Package
from modellregion.process.store.running import find_instance, load_state, load_work_at


def authorise_step(ctx: Context, package: Package, node: str) -> None:
    """Let pass whoever holds the role of a step.

    :raises StepOfOthersError: for a step of the team lead, when the actor leads nobody.
    """
    if not may_do_step(ctx, package, node):
        raise StepOfOthersError(f"the step {node} of {package.id} is not for {ctx.actor.id}")


def may_do_step(ctx: Context, package: Package, node: str) -> bool:
    """Tell whether the actor holds the role of a step; that they may work on cases at all is asked elsewhere."""
    return ctx.actor.kind is not ActorKind.STAFF or node not in _of_leads(package) or ctx.may(Cases.LEAD)


def waits_for_others(ctx: Context, case: UUID, package: Package) -> bool:
    """Tell whether all that waits in a case is for the team lead, and the actor is none.

    Costs nothing where the process gives nothing to the team lead. The caller has checked the right to see the case.
    """
    if not _of_leads(package) or ctx.may(Cases.LEAD):
        return False
    nodes = [node.id for node in package.process.nodes.values() if node.work is not None]
    with tenant(ctx):
        instance = find_instance(ctx, case=case)
        state = load_work_at(ctx, package.process, instance, nodes) if instance is not None else None
    waiting = [item.node for item in state.work_items.values()] if state is not None else []
    return bool(waiting) and not any(may_do_step(ctx, package, node) for node in waiting)


def waits_for_payment(ctx: Context, case: UUID, package: Package) -> bool:
    """Tell whether nobody at the desk has anything to do because the process waits for the fee.

    Costs nothing where the process does not wait for it. The caller has checked the right to see the case.
    """
    if not package.awaits_payment:
        return False
    with tenant(ctx):
        instance = find_instance(ctx, case=case)
        tokens = load_state(ctx, instance).tokens.values() if instance is not None else ()
    return any(package.process.nodes[token.node].message == PAYMENT_MESSAGE for token in tokens)


def _of_leads(package: Package) -> set[str]:
    return {
        node.id
        for node in package.process.nodes.values()
        if node.work is not None and package.step_role(node.work.role) == LEADS
    }
