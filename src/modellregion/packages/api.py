"""The packages' face to other rooms."""

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
    "RecipientRule",
    "ScenarioExpected",
    "ScenarioFile",
    "ScenarioStep",
    "check_package",
    "compile_package",
    "explain_fee",
    "forget_installed",
    "install_package",
    "installed_services",
    "json_schemas",
    "letters_folder",
    "package_by_hash",
    "read_folder",
    "store_package",
]
