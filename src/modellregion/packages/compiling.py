"""Makes a :class:`Package` of its files, and reports all that is wrong at once."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from modellregion.deadlines.api import all_rules
from modellregion.forms.api import (
    CodeList,
    CodeListError,
    Form,
    FormDefinitionError,
    FormFiles,
    compile_form,
    parse_code_list,
)
from modellregion.packages.checking.definitions import misshapen_files
from modellregion.packages.consultation import FILE as CONSULTATION_FILE
from modellregion.packages.consultation import ConsultationPlan, read_consultation
from modellregion.packages.exchange import ExchangePlan, read_exchange
from modellregion.packages.figures import Figure, read_figures
from modellregion.packages.files import PackageError, PackageFiles, PackageFinding
from modellregion.packages.notices import NoticeKind, TextModule, read_notices
from modellregion.packages.package import CaseRules, LegalBasis, Package, ServiceInfo, Sheets
from modellregion.process import api as process
from modellregion.rules.api import (
    DecisionModel,
    Expression,
    FeelSyntaxError,
    ModelError,
    compile_expression,
    read_model,
)

_ID = re.compile(r"[a-z][a-z0-9_-]{1,60}")
_FORM_FILES = ("fields.toml", "pages.toml")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
# A template may import what is in its own folder; packages from elsewhere would be somebody's code.
_FOREIGN_IMPORT = re.compile(rb"\"\s*@")


def compile_package(files: PackageFiles) -> Package:
    """Compile the files.

    :raises PackageError: with all findings at once.
    """
    compiler = _Compiler(files)
    package = compiler.package()
    if compiler.findings or package is None:
        raise PackageError(compiler.findings)
    return package


@lru_cache(maxsize=64)
def _process(content: bytes) -> tuple[process.ProcessModel, process.Graph]:
    """Read and compile a process; adapted versions of a package mostly share theirs."""
    model = process.read_process(content)
    return model, process.compile(model)


@lru_cache(maxsize=400)
def _decisions(content: bytes) -> DecisionModel:
    return read_model(content)


@lru_cache(maxsize=128)
def _code_list(content: bytes) -> CodeList:
    """Read a code list; versions that have one in common share it, and so the fields that offer it."""
    return parse_code_list(PackageFiles({"": content}).table(""))


class _Compiler:
    def __init__(self, files: PackageFiles) -> None:
        self.files = files
        self.findings: list[PackageFinding] = []
        self.misshapen = misshapen_files(files)
        self.manifest = files.table("package.toml")
        self.texts = {name: files.table(f"texts/{name}.toml") for name in files.below("texts", ".toml")}
        self.names: list[str] = []
        self.models: dict[str, DecisionModel] = {}
        self.diagram = process.Diagram()

    def report(self, file: str, place: str, sentence: str) -> None:
        self.findings.append(PackageFinding(file, place, sentence))

    def package(self) -> Package | None:
        for findings in self.misshapen.values():
            self.findings += findings
        if "package.toml" in self.misshapen:
            self.form()
            self.graph()
            return None
        head: Mapping[str, Any] = self.manifest.get("package", {})
        self.head(head)
        form = self.form()
        self.decision_models()
        graph = self.graph()
        exchange = self.exchange(form)
        self.templates()
        kinds, modules = self.notices()
        fee = self.manifest.get("fee", {})
        fee_model = self.fee_model(fee)
        case = self.case(head)
        if form is None or graph is None or case is None:
            return None
        titles = {"de": str(head.get("title", ""))}
        for language, table in self.texts.items():
            if title := table.get("package", {}).get("title"):
                titles[language] = title
        return Package(
            id=str(head.get("id", "")),
            version=str(head.get("version", "")),
            hash=self.files.hash,
            titles=titles,
            publisher=str(head.get("publisher", "")),
            licence=str(head.get("licence", "")),
            archetype=str(head.get("archetype", "")),
            retention_years=int(head.get("retention_years", 0)),
            trust_level=str(head.get("trust_level", "none")),
            legal_bases=self.legal_bases(),
            service=self.service(),
            form=form,
            case=case,
            sheets=self.sheets(),
            fee_model=fee_model,
            fee_decision=str(fee.get("decision", "")),
            process=graph,
            diagram=self.diagram,
            decisions=self.decisions(),
            step_changes=self.step_changes(),
            exchange=exchange,
            consultation=self.consultation(),
            register=self.manifest.get("register", {}),
            letterhead=self.manifest.get("letterhead", {}),
            notices=kinds,
            text_modules=modules,
            templates={
                name: self.files.contents[f"notices/{name}.typ"]
                for name in self.files.below("notices", ".typ")
            },
            texts=self.texts,
            figures=self.figures(),
            acts_as={
                str(entry.get("role")): str(entry["acts_as"])
                for entry in self.files.table("organisation.toml").get("roles", [])
                if "acts_as" in entry
            },
        )

    def figures(self) -> tuple[Figure, ...]:
        return (
            () if "statistics.toml" in self.misshapen else read_figures(self.files.table("statistics.toml"))
        )

    def head(self, head: Mapping[str, Any]) -> None:
        if not _ID.fullmatch(str(head.get("id", ""))):
            self.report("package.toml", "package.id", "The id has small letters, digits, - and _ only.")
        if not _VERSION.fullmatch(str(head.get("version", ""))):
            self.report("package.toml", "package.version", "A version has three numbers, such as 1.0.0.")
        for key in ("title", "publisher", "licence", "archetype", "retention_years"):
            if not head.get(key):
                self.report("package.toml", f"package.{key}", "This entry is missing.")
        if not self.manifest.get("legal_bases"):
            self.report("package.toml", "legal_bases", "A service needs at least one legal basis.")

    def form(self) -> Form | None:
        if any(file in _FORM_FILES or file.startswith(("codelists/", "texts/")) for file in self.misshapen):
            return None
        lists: dict[str, CodeList] = {}
        for name, content in self.files.below("codelists", ".toml").items():
            try:
                lists[name] = _code_list(content)
            except CodeListError as error:
                self.report(f"codelists/{name}.toml", "", str(error))
        fields, pages = self.files.table("fields.toml"), self.files.table("pages.toml")
        self.names = [
            *fields.get("fields", {}), *fields.get("derived", {}), *fields.get("constants", {}), "heute", "kommune", "kanal"
        ]  # fmt: skip
        try:
            return compile_form(FormFiles(fields, pages, self.texts, lists))
        except FormDefinitionError as error:
            for finding in error.findings:
                file, _, place = finding.place.partition(" ")
                self.report(file, place, finding.sentence)
            return None

    def graph(self) -> process.Graph | None:
        content = self.files.contents.get("process.bpmn")
        if content is None:
            self.report("process.bpmn", "", "The package has no process.")
            return None
        try:
            model, graph = _process(content)
        except process.ModelRefusedError as error:
            for finding in error.findings:
                self.report("process.bpmn", f"line {finding.line}", finding.message)
            return None
        self.diagram = model.diagram
        self.references(model, graph)
        return graph

    def references(self, model: process.ProcessModel, graph: process.Graph) -> None:
        """Report what the process names and nobody has: decisions, deadline rules."""
        known, rules = self.decisions(), {rule.key for rule in all_rules()}
        for node in graph.nodes.values():
            place = f"line {model.lines.get(node.id, 0)}"
            if node.decision is not None and node.decision not in known:
                self.report(
                    "process.bpmn",
                    place,
                    f"{node.label} asks for the decision {node.decision}; no file in rules/ has it.",
                )
            due = node.work.due if node.work else ""
            if not due.startswith("P") and due and due not in rules:
                self.report(
                    "process.bpmn", place, f"{node.label} is due by {due}; no deadline rule has this key."
                )

    def decision_models(self) -> None:
        for name, content in self.files.below("rules", ".dmn").items():
            try:
                self.models[f"rules/{name}.dmn"] = _decisions(content)
            except ModelError as error:
                for finding in error.findings:
                    self.report(f"rules/{name}.dmn", finding.element, finding.message)

    def decisions(self) -> dict[str, DecisionModel]:
        return {
            name: model
            for model in self.models.values()
            for decision in model.decisions
            for name in (decision.identifier, decision.name)
        }

    def step_changes(self) -> dict[str, dict[str, str]]:
        """Return for each older version which steps are called otherwise now: files migrations/1.0.0.toml."""
        found: dict[str, dict[str, str]] = {}
        for version in self.files.below("migrations", ".toml"):
            name = f"migrations/{version}.toml"
            steps = self.files.table(name).get("steps", {})
            if not _VERSION.fullmatch(version):
                self.report(
                    name, "", "The file is named after the version it leads away from, such as 1.0.0.toml."
                )
            if not isinstance(steps, Mapping) or not all(isinstance(new, str) for new in steps.values()):
                self.report(
                    name, "steps", "Each line names a step of that version and its id today, both as text."
                )
                continue
            found[version] = {str(old): str(new) for old, new in steps.items()}
        return found

    def exchange(self, form: Form | None) -> ExchangePlan:
        if "exchange.toml" in self.misshapen:
            return ExchangePlan("")
        plan = read_exchange(self.files.table("exchange.toml"), self.names, self.findings)
        if form is not None:
            known = set(map(str, self.files.table("exchange.toml").get("fields", [])))
            items = [*form.fields.values(), *(item for field in form.fields.values() for item in field.items)]
            for item in items:
                for number in item.form_fields:
                    if known and number not in known:
                        self.report("fields.toml", f"fields.{item.id}", f"The form has no field {number}.")
        return plan

    def consultation(self) -> ConsultationPlan:
        if CONSULTATION_FILE in self.misshapen:
            return ConsultationPlan()
        return read_consultation(self.files.table(CONSULTATION_FILE), self.names, self.findings)

    def templates(self) -> None:
        for name, content in self.files.below("notices", ".typ").items():
            if _FOREIGN_IMPORT.search(content):
                self.report(f"notices/{name}.typ", "", "A letter may not import packages from elsewhere.")

    def notices(self) -> tuple[dict[str, NoticeKind], tuple[TextModule, ...]]:
        if "notices.toml" in self.misshapen:
            return {}, ()
        kinds, modules = read_notices(self.files.table("notices.toml"))
        for kind in kinds.values():
            if f"notices/{kind.template}.typ" not in self.files.contents:
                self.report("notices.toml", kind.id, f"There is no template notices/{kind.template}.typ.")
        return kinds, modules

    def fee_model(self, fee: Mapping[str, Any]) -> DecisionModel | None:
        name = fee.get("model")
        if name is None:
            return None
        if name not in self.files.contents or not str(name).startswith("rules/"):
            self.report("package.toml", "fee.model", f"There is no file {name} in rules/.")
        return self.models.get(name)

    def expression(self, text: Any, place: str) -> Expression | None:
        try:
            return compile_expression(str(text), names=self.names)
        except FeelSyntaxError as error:
            self.report("package.toml", place, f"The expression cannot be read: {error}")
            return None

    def case(self, head: Mapping[str, Any]) -> CaseRules | None:
        table: Mapping[str, Any] = self.manifest.get("case", {})
        subject = self.expression(table.get("subject", '""'), "case.subject")
        if subject is None:
            return None
        return CaseRules(
            subject=subject,
            parties=str(table.get("parties", "")),
            person_name=tuple(table.get("person_name", [])),
            person_address=str(table.get("person_address", "")),
            search=tuple(table.get("search", [])),
            clock=str(table.get("clock", "")),
            states=table.get("states", {}),
            outcomes=table.get("outcomes", {}),
            number_prefix=str(head.get("number_prefix", "")),
            four_eyes=frozenset(table.get("four_eyes", [])),
            clock_count=int(table.get("clock_count", 0)),
            clock_unit=str(table.get("clock_unit", "weeks")),
        )

    def sheets(self) -> Sheets | None:
        table = self.manifest.get("sheets")
        if table is None:
            return None
        return Sheets(
            str(table["each"]), self.expression(table["when"], "sheets.when") if "when" in table else None
        )

    def legal_bases(self) -> tuple[LegalBasis, ...]:
        return tuple(
            LegalBasis(str(entry.get("norm")), str(entry.get("title", "")), entry["as_of"])
            for entry in self.manifest.get("legal_bases", [])
        )

    def service(self) -> ServiceInfo:
        table: Mapping[str, Any] = self.manifest.get("service", {})
        return ServiceInfo(
            leika=str(table.get("leika", "")),
            form=str(table.get("form", "")),
            form_name=str(table.get("form_name", "")),
            situations=tuple(table.get("situations", [])),
            keywords=tuple(table.get("keywords", [])),
        )
