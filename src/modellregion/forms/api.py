"""The forms' face to other rooms."""

from modellregion.forms.checking import Checked, Finding, check_answers
from modellregion.forms.compiling import DefinitionFinding, FormDefinitionError, FormFiles, compile_form
from modellregion.forms.definition import Field, Form, Group, Page, in_language
from modellregion.forms.finding import Piece, Search, read_search
from modellregion.forms.kinds.choices import Choice
from modellregion.forms.kinds.dates import show_date
from modellregion.forms.kinds.numbers import show_cents
from modellregion.forms.kinds.uploads import MEDIA_TYPES, Upload, UploadedFile, show_bytes
from modellregion.forms.latin import search_key, sort_key, tidy
from modellregion.forms.lists import (
    CodeList,
    CodeListError,
    UnknownCodeListError,
    code_list,
    official_lists,
    parse_code_list,
)
from modellregion.forms.messages import Problem, sentence
from modellregion.forms.phonetics import name_key
from modellregion.forms.reading import Draft, PageRead, check_draft, drop_row, read_page, row_numbers
from modellregion.forms.rebasing import (
    FieldDifference,
    FormDifference,
    Otherwise,
    Rebased,
    form_difference,
    rebase_draft,
)
from modellregion.forms.summary import Line, Section, summarise
from modellregion.forms.views import Drawing, FieldView, PageView, page_view
from modellregion.forms.walking import Answers, Surroundings, Walk

__all__ = [
    "MEDIA_TYPES",
    "Answers",
    "Checked",
    "Choice",
    "CodeList",
    "CodeListError",
    "DefinitionFinding",
    "Draft",
    "Drawing",
    "Field",
    "FieldDifference",
    "FieldView",
    "Finding",
    "Form",
    "FormDefinitionError",
    "FormDifference",
    "FormFiles",
    "Group",
    "Line",
    "Otherwise",
    "Page",
    "PageRead",
    "PageView",
    "Piece",
    "Problem",
    "Rebased",
    "Search",
    "Section",
    "Surroundings",
    "UnknownCodeListError",
    "Upload",
    "UploadedFile",
    "Walk",
    "check_answers",
    "check_draft",
    "code_list",
    "compile_form",
    "drop_row",
    "form_difference",
    "in_language",
    "name_key",
    "official_lists",
    "page_view",
    "parse_code_list",
    "read_page",
    "read_search",
    "rebase_draft",
    "row_numbers",
    "search_key",
    "sentence",
    "show_bytes",
    "show_cents",
    "show_date",
    "sort_key",
    "summarise",
    "tidy",
]
