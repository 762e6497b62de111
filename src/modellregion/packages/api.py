"""The packages' face to other rooms."""

from modellregion.packages.adapting.changes import Change, ChangeError, apply, differences
from modellregion.packages.adapting.limits import Limits, limits_of
from modellregion.packages.adapting.merging import Fate, Merge, Outcome, Side, merge
from modellregion.packages.adapting.news import news_between, news_in_words
from modellregion.packages.adapting.storing import change_from_json, change_to_json
from modellregion.packages.adapting.structure import files_of, tree_of
from modellregion.packages.adapting.tree import ABSENT, Node, Path, Rows, at, node_of
from modellregion.packages.adapting.words import say_change, say_merge, say_outcome, say_place, say_value
from modellregion.packages.archetypes.making import Archetype, NewPackage, archetypes, make_package
from modellregion.packages.bundle.errors import BundleError, ChangedPublisherError, UnknownPublisherError
from modellregion.packages.bundle.keys import PublicKey, SigningKey, new_signing_key
from modellregion.packages.bundle.proposal import FORMAT as PROPOSAL_FORMAT
from modellregion.packages.bundle.proposal import (
    PROPOSAL_BYTES_MAX,
    Proposal,
    ProposedChange,
    ProposedScenario,
    seal_proposal,
    verify_proposal,
)
from modellregion.packages.bundle.sealing import Bundle, seal_bundle, verify_bundle
from modellregion.packages.checking.check import check_package
from modellregion.packages.checking.letters import letter_compiles
from modellregion.packages.checking.locating import with_lines
from modellregion.packages.commands.install_package import install_package
from modellregion.packages.commands.store_package import store_package
from modellregion.packages.compiling import compile_package
from modellregion.packages.consultation import ConsultationPlan, ConsultedBody
from modellregion.packages.contract import UNIT as UNIT_SLOT
from modellregion.packages.contract import Slot, slots_of
from modellregion.packages.exchange import ExchangePlan, RecipientRule
from modellregion.packages.figures import NOT_ANSWERED, Figure
from modellregion.packages.files import PackageError, PackageFiles, PackageFinding, read_folder
from modellregion.packages.fim.exporting import Exported, export_fim
from modellregion.packages.fim.importing import Imported, import_fim
from modellregion.packages.fim.services import ImportedService, import_services
from modellregion.packages.fim.services_writing import ExportedServices, export_services
from modellregion.packages.library import (
    InstalledService,
    compiled,
    files_by_hash,
    forget_installed,
    installed_services,
    installed_version,
    letters_folder,
    package_by_hash,
)
from modellregion.packages.notices import (
    FIELD,
    PLACEHOLDERS,
    NoticeKind,
    NoticePart,
    TextModule,
    fill_placeholders,
    placeholders_in,
)
from modellregion.packages.package import (
    LEADS,
    PAYMENT_MESSAGE,
    STEP_ROLES,
    Fee,
    FeeError,
    FeePosition,
    LegalBasis,
    Package,
    explain_fee,
)
from modellregion.packages.schema.manifest import ARCHETYPES
from modellregion.packages.schema.manifest import CatalogueEntry as CatalogueFacts
from modellregion.packages.schema.persona import Persona as PersonaFile
from modellregion.packages.schema.published import json_schemas, schema_names
from modellregion.packages.schema.scenario import Expected as ScenarioExpected
from modellregion.packages.schema.scenario import Scenario as ScenarioFile
from modellregion.packages.schema.scenario import StepEntry as ScenarioStep
from modellregion.packages.situations import SITUATIONS
from modellregion.packages.writing import write_file, write_folder

__all__ = [
    "ABSENT",
    "ARCHETYPES",
    "FIELD",
    "LEADS",
    "NOT_ANSWERED",
    "PAYMENT_MESSAGE",
    "PLACEHOLDERS",
    "PROPOSAL_BYTES_MAX",
    "PROPOSAL_FORMAT",
    "SITUATIONS",
    "STEP_ROLES",
    "UNIT_SLOT",
    "Archetype",
    "Bundle",
    "BundleError",
    "CatalogueFacts",
    "Change",
    "ChangeError",
    "ChangedPublisherError",
    "ConsultationPlan",
    "ConsultedBody",
    "ExchangePlan",
    "Exported",
    "ExportedServices",
    "Fate",
    "Fee",
    "FeeError",
    "FeePosition",
    "Figure",
    "Imported",
    "ImportedService",
    "InstalledService",
    "LegalBasis",
    "Limits",
    "Merge",
    "NewPackage",
    "Node",
    "NoticeKind",
    "NoticePart",
    "Outcome",
    "Package",
    "PackageError",
    "PackageFiles",
    "PackageFinding",
    "Path",
    "PersonaFile",
    "Proposal",
    "ProposedChange",
    "ProposedScenario",
    "PublicKey",
    "RecipientRule",
    "Rows",
    "ScenarioExpected",
    "ScenarioFile",
    "ScenarioStep",
    "Side",
    "SigningKey",
    "Slot",
    "TextModule",
    "UnknownPublisherError",
    "apply",
    "archetypes",
    "at",
    "change_from_json",
    "change_to_json",
    "check_package",
    "compile_package",
    "compiled",
    "differences",
    "explain_fee",
    "export_fim",
    "export_services",
    "files_by_hash",
    "files_of",
    "fill_placeholders",
    "forget_installed",
    "import_fim",
    "import_services",
    "install_package",
    "installed_services",
    "installed_version",
    "json_schemas",
    "letter_compiles",
    "letters_folder",
    "limits_of",
    "make_package",
    "merge",
    "new_signing_key",
    "news_between",
    "news_in_words",
    "node_of",
    "package_by_hash",
    "placeholders_in",
    "read_folder",
    "say_change",
    "say_merge",
    "say_outcome",
    "say_place",
    "say_value",
    "schema_names",
    "seal_bundle",
    "seal_proposal",
    "slots_of",
    "store_package",
    "tree_of",
    "verify_bundle",
    "verify_proposal",
    "with_lines",
    "write_file",
    "write_folder",
]
