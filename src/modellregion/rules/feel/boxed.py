"""The parser's bracketed half: literals, lists, contexts, ranges, functions, types, ``if``, ``for``, ``some``."""

from decimal import DecimalException
from typing import Final, Literal

from modellregion.rules.feel import tree
from modellregion.rules.feel.cursor import Cursor
from modellregion.rules.feel.lexer import NUMBER, STRING, WORD, unquoted
from modellregion.rules.feel.names import KEYWORDS, name_until, normal_name
from modellregion.rules.feel.tree import Node
from modellregion.rules.values.numbers import from_text

TEST_SIGNS: Final = ("<", "<=", ">", ">=", "=", "!=")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_KEY_STOPS = frozenset(':,{}[]()"@<>=') | {"<=", ">=", "!=", ".."}
_VARIABLE_STOPS = _KEY_STOPS | {"in"}


class BoxedParser(Cursor):
    """Reads what begins with a bracket, a quote, a digit or a keyword."""

    def primary(self) -> Node:
        """Read an operand without its operators; raises ``FeelSyntaxError``."""
        token = self.token
        offset = token.offset
        if token.kind in {NUMBER, STRING}:
            return self._literal()
        if token.kind == WORD:
            name = self.known_name()
            if name is None and token.text in KEYWORDS:
                return self._keyword()
            return tree.Name(name or self.free_name() or token.text, offset)
        openings = {
            "(": self._round,
            "[": self._square,
            "]": self._range_from_bracket,
            "{": self._context,
            "@": self._at_literal,
            "'": self._quoted_name,
        }
        opened = openings.get(token.text)
        if opened is None:
            raise self.error("feel-unexpected", f"A value is expected here, but there is {self.found()}.")
        return opened()

    def _literal(self) -> Node:
        token = self.token
        self.index += 1
        if token.kind == STRING:
            return tree.Literal(self._text(token.text))
        try:
            return tree.Literal(from_text(token.text))
        except DecimalException as error:
            raise self.error("feel-number", "This number is too large.", token) from error

    def _text(self, literal: str) -> str:
        try:
            return unquoted(literal)
        except ValueError as error:
            message = "This text has an escape that stands for no character."
            raise self.error("feel-escape", message, self.tokens[self.index - 1]) from error

    def _quoted_name(self) -> Node:
        offset = self.token.offset
        return tree.Name(self.quoted_name(), offset)

    def _at_literal(self) -> Node:
        self.index += 1
        if self.token.kind != STRING:
            raise self.error(
                "feel-expected", f"'@' needs a text in quotes here, but there is {self.found()}."
            )
        self.index += 1
        return tree.AtLiteral(self._text(self.tokens[self.index - 1].text))

    def _keyword(self) -> Node:
        word = self.token.text
        if word in _WORDS:
            self.index += 1
            return tree.Literal(_WORDS[word])
        match word:
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every":
                return self._quantified("some" if word == "some" else "every")
            case "function":
                return self._function()
            case "not" if self.after().text == "(":
                self.index += 1
                return tree.Name("not", self.tokens[self.index - 1].offset)
            case _:
                raise self.error("feel-unexpected", f"A value is expected here, but there is {self.found()}.")

    def _round(self) -> Node:
        self.index += 1
        if self.at(*TEST_SIGNS):
            test = self.test()
            self.expect(")", "A range in brackets")
            return test
        first = self.expression()
        if self.at(".."):
            return self._range_to(first, start_included=False)
        self.expect(")", "An opened bracket")
        return first

    def test(self) -> Node:
        """Read one unary test: a sign with its end, a range, or any expression (grammar rule 7)."""
        if not self.at(*TEST_SIGNS):
            return self.expression()
        sign = self.token.text
        self.index += 1
        return tree.TestRange(sign, self.operand())

    def _square(self) -> Node:
        self.index += 1
        if self.take("]"):
            return tree.ListLiteral(())
        first = self.list_item()
        if self.at(".."):
            return self._range_to(first, start_included=True)
        items = [first]
        while self.take(","):
            items.append(self.list_item())
        self.expect("]", "A list")
        return tree.ListLiteral(tuple(items))

    def list_item(self) -> Node:
        """Read an item of a list; a test such as ``> 5`` stands for its range."""
        return self.test()

    def _range_from_bracket(self) -> Node:
        self.index += 1
        first = self.expression()
        if not self.at(".."):
            raise self.error("feel-expected", "A range that begins with ']' needs '..' here.")
        return self._range_to(first, start_included=False)

    def _range_to(self, start: Node, *, start_included: bool) -> Node:
        self.index += 1
        end = self.operand()
        closing = self.token.text
        if closing not in {"]", ")", "["}:
            raise self.error(
                "feel-expected", f"A range ends with ']', ')' or '[', but there is {self.found()}."
            )
        self.index += 1
        return tree.RangeLiteral(start, end, start_included, closing == "]")

    def _context(self) -> Node:
        self.index += 1
        entries: list[tuple[str, Node]] = []
        with self.scope() as known:
            while not self.at("}"):
                key = self._key()
                self.expect(":", "The entry of a context")
                value = self.expression()
                if any(key == other for other, _ in entries):
                    raise self.error("feel-duplicate-key", f"The context has two entries {key!r}.")
                entries.append((key, value))
                known.add(key)
                self.declare_key(key)
                if not self.take(","):
                    break
        self.expect("}", "A context")
        return tree.ContextLiteral(tuple(entries))

    def _key(self) -> str:
        if self.token.kind == STRING:
            self.index += 1
            return self._text(self.tokens[self.index - 1].text)
        name, length = name_until(self.tokens, self.index, _KEY_STOPS)
        if not length:
            raise self.error(
                "feel-expected", f"The name of an entry is expected here, but there is {self.found()}."
            )
        self.index += length
        return name

    def variable(self) -> str:
        """Read the name of a loop's variable or of a parameter."""
        name, length = name_until(self.tokens, self.index, _VARIABLE_STOPS)
        if not length or self.token.kind != WORD:
            raise self.error(
                "feel-expected", f"The name of a variable is expected here, but there is {self.found()}."
            )
        self.index += length
        return normal_name(name)

    def _if(self) -> Node:
        branches: list[tuple[Node, Node]] = []
        while self.take("if"):
            condition = self.expression()
            self.expect("then", "'if'")
            consequence = self.expression()
            self.expect("else", "'if'")
            branches.append((condition, consequence))
        return tree.If(tuple(branches), self.expression())

    def _iterators(self) -> tuple[tree.Iterator, ...]:
        found = [self._iterator()]
        while self.take(","):
            found.append(self._iterator())
        return tuple(found)

    def _iterator(self) -> tree.Iterator:
        name = self.variable()
        self.expect("in", "A loop")
        source = self.expression()
        end = self.expression() if self.take("..") else None
        self.add_variable(name)
        return tree.Iterator(name, source, end)

    def add_variable(self, name: str) -> None:
        """Make a variable known from here to the end of its loop."""
        self._scope.add(name)

    def _for(self) -> Node:
        self.index += 1
        with self.scope():
            iterators = self._iterators()
            self.expect("return", "'for'")
            return tree.For(iterators, self.expression())

    def _quantified(self, quantifier: Literal["some", "every"]) -> Node:
        self.index += 1
        with self.scope():
            iterators = self._iterators()
            self.expect("satisfies", f"{quantifier!r}")
            return tree.Quantified(quantifier, iterators, self.expression())

    def _function(self) -> Node:
        self.index += 1
        self.expect("(", "'function'")
        parameters: list[tree.Parameter] = []
        while not self.at(")"):
            name = self.variable()
            parameters.append(tree.Parameter(name, self.type() if self.take(":") else None))
            if not self.take(","):
                break
        self.expect(")", "The parameters of a function")
        external = self.take("external")
        with self.scope([parameter.name for parameter in parameters]):
            return tree.FunctionDefinition(tuple(parameters), self.expression(), external)

    def type(self) -> tree.TypeNode:
        """Read a type (grammar rule 54)."""
        self.deeper()
        word = self.token.text
        if self.after().text == "<" and word in {"list", "range", "context", "function"}:
            self.index += 2
            found = self._generic(word)
        else:
            found = self._named_type()
        self.shallower()
        return found

    def _generic(self, word: str) -> tree.TypeNode:
        if word in {"list", "range"}:
            item = self.type()
            self.expect(">", "A type")
            return tree.ItemsType("list" if word == "list" else "range", item)
        if word == "context":
            return self._entries_type()
        parameters: list[tree.TypeNode] = []
        while not self.at(">"):
            parameters.append(self.type())
            if not self.take(","):
                break
        self.expect(">", "A type")
        self.expect("->", "The type of a function")
        return tree.SignatureType(tuple(parameters), self.type())

    def _entries_type(self) -> tree.TypeNode:
        entries: list[tuple[str, tree.TypeNode]] = []
        while not self.at(">"):
            key = self._key()
            self.expect(":", "The type of a context")
            entries.append((key, self.type()))
            if not self.take(","):
                break
        self.expect(">", "A type")
        return tree.EntriesType(tuple(entries))

    def _named_type(self) -> tree.TypeNode:
        known = self.types.match(self.tokens, self.index)
        if known is not None:
            self.index += known[1]
            return tree.NamedType(known[0])
        name = "null" if self.take("null") else self.free_name()
        if name is None:
            raise self.error("feel-expected", f"A type is expected here, but there is {self.found()}.")
        while self.at(".") and self.after().kind == WORD:
            self.index += 1
            name = f"{name}.{self.member_name()}"
        return tree.NamedType(name)
