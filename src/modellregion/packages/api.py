"""The packages' face to other rooms."""

from modellregion.packages.bundle.errors import BundleError, ChangedPublisherError, UnknownPublisherError
from modellregion.packages.bundle.keys import PublicKey, SigningKey, new_signing_key
from modellregion.packages.bundle.sealing import Bundle, seal_bundle, verify_bundle
from modellregion.packages.checking.check import check_package
from modellregion.packages.commands.install_package import install_package
from modellregion.packages.commands.store_package import store_package
from modellregion.packages.compiling import compile_package
from modellregion.packages.exchange import ExchangePlan, RecipientRule
from modellregion.packages.files import PackageError, PackageFiles, PackageFinding, read_folder
from modellregion.packages.library import (
    InstalledService,
    forget_installed,
    installed_services,
    letters_folder,
    package_by_hash,
)
from modellregion.packages.package import Fee, FeeError, FeePosition, LegalBasis, Package, explain_fee
from modellregion.packages.schema.published import json_schemas
from modellregion.packages.schema.scenario import Expected as ScenarioExpected
from modellregion.packages.schema.scenario import Scenario as ScenarioFile
from modellregion.packages.schema.scenario import StepEntry as ScenarioStep

__all__ = [
    "Bundle",
    "BundleError",
    "ChangedPublisherError",
    "ExchangePlan",
    "Fee",
    "FeeError",
    "FeePosition",
    "InstalledService",
    "LegalBasis",
    "Package",
    "PackageError",
    "PackageFiles",
    "PackageFinding",
    "PublicKey",
    "RecipientRule",
    "ScenarioExpected",
    "ScenarioFile",
    "ScenarioStep",
    "SigningKey",
    "UnknownPublisherError",
    "check_package",
    "compile_package",
    "explain_fee",
    "forget_installed",
    "install_package",
    "installed_services",
    "json_schemas",
    "letters_folder",
    "new_signing_key",
    "package_by_hash",
    "read_folder",
    "seal_bundle",
    "store_package",
    "verify_bundle",
]
