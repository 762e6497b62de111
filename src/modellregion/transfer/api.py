"""The transfer's face to other rooms."""

from modellregion.transfer.activations import ActivationEntry, ActivationState, activate_due, list_activations
from modellregion.transfer.adoptions import OwnedChange, Running, running_package
from modellregion.transfer.commands.adapt_package import adapt_package, take_back_change, try_changes
from modellregion.transfer.commands.adopt_package import AdoptionPlan, Offer, adopt_package, plan_adoption
from modellregion.transfer.commands.decide_proposals import (
    accept_into_draft,
    accept_proposal,
    decline_proposal,
    receive_proposal,
    try_proposal,
)
from modellregion.transfer.commands.make_dossier import folder_dossier, offered_dossier, running_dossier
from modellregion.transfer.commands.move_cases import move_cases, rehearse_moving
from modellregion.transfer.commands.own_scenarios import (
    OwnScenarioEntry,
    add_scenario,
    list_scenarios,
    remove_scenario,
)
from modellregion.transfer.commands.propose_changes import propose_changes
from modellregion.transfer.commands.publish_package import publish_package, signing_fingerprint, store_bundle
from modellregion.transfer.commands.send_proposal import (
    ask_about_all,
    ask_about_proposal,
    save_proposal,
    send_proposal,
)
from modellregion.transfer.commands.trust_publisher import check_publisher, trust_publisher
from modellregion.transfer.commands.upgrade_everywhere import UpgradeLine, upgrade_everywhere, upgrade_workers
from modellregion.transfer.commands.upgrade_package import plan_upgrade, roll_back, upgrade_package
from modellregion.transfer.commands.withdraw_package import WithdrawalWish, withdraw_package
from modellregion.transfer.errors import (
    ChangeRefusedError,
    NotAdoptedError,
    NothingToRollBackError,
    ReasonMissingError,
    SlotsOpenError,
    SubscriptionError,
    UnknownCatalogueError,
    UpgradeOpenError,
    WithdrawalIncompleteError,
    WithdrawnVersionError,
)
from modellregion.transfer.impact import Impact, impact_of
from modellregion.transfer.own_steps import (
    NewStep,
    StepPlace,
    dropped_step_changes,
    new_step_changes,
    step_places,
)
from modellregion.transfer.processing_record import processing_record, processing_record_pdf
from modellregion.transfer.proposals import (
    ProposalEntry,
    ProposalState,
    ProposalView,
    list_proposals,
    proposal_view,
)
from modellregion.transfer.queries import withdrawn_here
from modellregion.transfer.replaying import Replayed
from modellregion.transfer.scenarios.findings import scenario_findings
from modellregion.transfer.scenarios.players import run_side_by_side
from modellregion.transfer.scenarios.run import ScenarioReport, ScenarioResult, run_scenarios
from modellregion.transfer.sent import SentEntry, list_sent
from modellregion.transfer.slots import FilledSlot
from modellregion.transfer.sources import SourceError, offer_from
from modellregion.transfer.subscriptions.entries import SubscriptionEntry, list_subscriptions
from modellregion.transfer.subscriptions.pulling import pull, pull_all, subscribe, unsubscribe
from modellregion.transfer.subscriptions.signing import installation_key
from modellregion.transfer.versions import Prepared
from modellregion.transfer.withdrawals import Concern, concerns

__all__ = [
    "ActivationEntry",
    "ActivationState",
    "AdoptionPlan",
    "ChangeRefusedError",
    "Concern",
    "FilledSlot",
    "Impact",
    "NewStep",
    "NotAdoptedError",
    "NothingToRollBackError",
    "Offer",
    "OwnScenarioEntry",
    "OwnedChange",
    "Prepared",
    "ProposalEntry",
    "ProposalState",
    "ProposalView",
    "ReasonMissingError",
    "Replayed",
    "Running",
    "ScenarioReport",
    "ScenarioResult",
    "SentEntry",
    "SlotsOpenError",
    "SourceError",
    "StepPlace",
    "SubscriptionEntry",
    "SubscriptionError",
    "UnknownCatalogueError",
    "UpgradeLine",
    "UpgradeOpenError",
    "WithdrawalIncompleteError",
    "WithdrawalWish",
    "WithdrawnVersionError",
    "accept_into_draft",
    "accept_proposal",
    "activate_due",
    "adapt_package",
    "add_scenario",
    "adopt_package",
    "ask_about_all",
    "ask_about_proposal",
    "check_publisher",
    "concerns",
    "decline_proposal",
    "dropped_step_changes",
    "folder_dossier",
    "impact_of",
    "installation_key",
    "list_activations",
    "list_proposals",
    "list_scenarios",
    "list_sent",
    "list_subscriptions",
    "move_cases",
    "new_step_changes",
    "offer_from",
    "offered_dossier",
    "plan_adoption",
    "plan_upgrade",
    "processing_record",
    "processing_record_pdf",
    "proposal_view",
    "propose_changes",
    "publish_package",
    "pull",
    "pull_all",
    "receive_proposal",
    "rehearse_moving",
    "remove_scenario",
    "roll_back",
    "run_scenarios",
    "run_side_by_side",
    "running_dossier",
    "running_package",
    "save_proposal",
    "scenario_findings",
    "send_proposal",
    "signing_fingerprint",
    "step_places",
    "store_bundle",
    "subscribe",
    "take_back_change",
    "trust_publisher",
    "try_changes",
    "try_proposal",
    "unsubscribe",
    "upgrade_everywhere",
    "upgrade_package",
    "upgrade_workers",
    "withdraw_package",
    "withdrawn_here",
]
