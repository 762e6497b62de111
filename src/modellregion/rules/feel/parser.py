"""The parser's operator half, and its two entrances: an expression, and the unary tests of a table's cell.

Reading goes down into Python's stack only as deep as ``NESTING_MAX`` says; operators of one rank are read in a loop.
Ranks after DMN 1.5 § 10.3.1.2: ``or``, ``and``, comparison, sum, product, power, sign, ``instance of``, postfix.
"""

from contextlib import suppress
from typing import Final

from modellregion.rules.errors import FeelSyntaxError
from modellregion.rules.feel import tree
from modellregion.rules.feel.boxed import BoxedParser
from modellregion.rules.feel.cursor import Vocabulary
from modellregion.rules.feel.lexer import NUMBER, STRING, WORD
from modellregion.rules.feel.names import KEYWORDS, name_until, normal_name
from modellregion.rules.feel.tree import Node
from modellregion.rules.limits import TREE_DEPTH_MAX

OR, AND, COMPARISON, SUM, PRODUCT, POWER = range(1, 7)
RANKS: Final[dict[str, int]] = {
    "or": OR,
    "and": AND,
    "=": COMPARISON,
    "!=": COMPARISON,
    "<": COMPARISON,
    "<=": COMPARISON,
    ">": COMPARISON,
    ">=": COMPARISON,
    "between": COMPARISON,
    "in": COMPARISON,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "**": POWER,
}
_ARGUMENT_STOPS = frozenset(':,{}[]()"@<>=') | {"<=", ">=", "!=", "..", *KEYWORDS}
_OPERAND_SIGNS = frozenset("([{@-")


class Parser(BoxedParser):
    """Reads one text into a tree."""

    def whole_expression(self) -> Node:
        """Read the text as one expression; raises ``FeelSyntaxError``."""
        root = self.expression()
        self.end()
        return root

    def whole_tests(self) -> tree.Tests:
        """Read the text as the unary tests of a cell; raises ``FeelSyntaxError``."""
        if self.at("-") and self.after().offset == len(self.text):
            return tree.Tests(())
        negated = self._negated_tests()
        if negated is not None:
            return negated
        tests = self._tests()
        self.end()
        return tree.Tests(tests)

    def _negated_tests(self) -> tree.Tests | None:
        """Read ``not(…)`` as far as the end; None when it is only the call of a function that begins like that."""
        if not (self.at("not") and self.after().text == "("):
            return None
        self.index += 2
        with suppress(FeelSyntaxError):
            tests = self._tests()
            if self.take(")") and self.token.offset == len(self.text):
                return tree.Tests(tests, negated=True)
        self.restart()
        return None

    def _tests(self) -> tuple[Node, ...]:
        tests = [self.test()]
        while self.take(","):
            tests.append(self.test())
        return tuple(tests)

    def expression(self) -> Node:
        """Read one expression of any form."""
        return self._operators(OR)

    def operand(self) -> Node:
        """Read what may stand on either side of a comparison."""
        return self._operators(SUM)

    def _operators(self, lowest: int) -> Node:
        self.deeper()
        left = self._signed()
        while True:
            token = self.token
            rank = RANKS.get(token.text, 0) if token.kind not in {NUMBER, STRING} else 0
            if rank < lowest or rank == 0:
                break
            left = self._with_operator(left, token.text, rank)
        self.shallower()
        return left

    def _with_operator(self, left: Node, sign: str, rank: int) -> Node:
        if rank in {OR, AND}:
            operands = [left]
            while self.take(sign):
                operands.append(self._operators(rank + 1))
            return tree.Or(tuple(operands)) if rank == OR else tree.And(tuple(operands))
        if rank == COMPARISON:
            self.index += 1
            return self._comparison(left, sign)
        rest: list[tuple[str, Node]] = []
        while RANKS.get(self.token.text) == rank and self.token.kind != STRING:
            sign = self.token.text
            self.index += 1
            rest.append((sign, self._operators(rank + 1)))
        return tree.Arithmetic(left, tuple(rest))

    def _comparison(self, left: Node, sign: str) -> Node:
        if sign == "between":
            low = self.operand()
            self.expect("and", "'between'")
            return tree.Between(left, low, self.operand())
        if sign == "in":
            return tree.In(left, self._in_tests())
        return tree.Comparison(sign, left, self.operand())

    def _in_tests(self) -> tuple[Node, ...]:
        if not self.at("("):
            return (self.test_operand(),)
        self.index += 1
        tests = self._tests()
        if len(tests) == 1 and self.at(".."):
            return (self._range_to(tests[0], start_included=False),)
        self.expect(")", "The tests behind 'in'")
        return tests

    def test_operand(self) -> Node:
        """Read one test that stands without brackets behind ``in``."""
        return self.test() if self.at("<", "<=", ">", ">=", "=", "!=") else self.operand()

    def _signed(self) -> Node:
        signs = 0
        while self.at("-"):
            self.index += 1
            signs += 1
        node = self._postfix(self.primary())
        for _ in range(signs):
            node = tree.Negation(node)
        while self.at("instance") and self.after().text == "of":
            self.index += 2
            node = tree.InstanceOf(node, self.type())
        return node

    def _postfix(self, node: Node) -> Node:
        while True:
            if self.at("."):
                self.index += 1
                name = self.member_name()
                if name is None:
                    raise self.error(
                        "feel-expected", f"A name is expected behind '.', but there is {self.found()}."
                    )
                node = tree.Path(node, name)
            elif self.at("[") and self._opens_filter():
                self.index += 1
                with self.filter():
                    node = tree.Filter(node, self.expression())
                self.expect("]", "A filter")
            elif self.at("("):
                self.index += 1
                node = self._call(node)
            else:
                return node

    def _opens_filter(self) -> bool:
        # "[1..5[" closes a range: then nothing follows that could begin a condition.
        following = self.after()
        if following.kind == WORD:
            return following.text not in RANKS and following.text not in {
                "then",
                "else",
                "return",
                "satisfies",
            }
        return following.kind in {NUMBER, STRING} or following.text in _OPERAND_SIGNS

    def _call(self, function: Node) -> Node:
        if self.take(")"):
            return tree.Call(function, ())
        if self._argument_name() is not None:
            return self._named_call(function)
        arguments = [self.test()]
        while self.take(","):
            arguments.append(self.test())
        self.expect(")", "The arguments of a function")
        return tree.Call(function, tuple(arguments))

    def _argument_name(self) -> tuple[str, int] | None:
        if self.token.kind != WORD:
            return None
        name, length = name_until(self.tokens, self.index, _ARGUMENT_STOPS)
        return (normal_name(name), length) if length and self.after(length).text == ":" else None

    def _named_call(self, function: Node) -> Node:
        arguments: list[tuple[str, Node]] = []
        while True:
            found = self._argument_name()
            if found is None:
                raise self.error(
                    "feel-expected", f"The name of an argument is expected, but there is {self.found()}."
                )
            name, length = found
            if any(name == other for other, _ in arguments):
                raise self.error("feel-duplicate-argument", f"The argument {name!r} is given twice.")
            self.index += length + 1
            arguments.append((name, self.test()))
            if not self.take(","):
                break
        self.expect(")", "The arguments of a function")
        return tree.NamedCall(function, tuple(arguments))


def parse_expression(text: str, vocabulary: Vocabulary) -> Node:
    """Read an expression; raises ``FeelSyntaxError``."""
    parser = Parser(text, vocabulary)
    return _measured(parser.whole_expression(), parser)


def parse_tests(text: str, vocabulary: Vocabulary) -> tree.Tests:
    """Read the unary tests of a table's cell; raises ``FeelSyntaxError``."""
    parser = Parser(text, vocabulary)
    root = parser.whole_tests()
    _measured(root, parser)
    return root


def _measured(root: Node, parser: Parser) -> Node:
    _, depth = tree.measure(root)
    if depth > TREE_DEPTH_MAX:
        parser.index = 0
        raise parser.error("feel-too-deep", f"The expression is nested deeper than {TREE_DEPTH_MAX} levels.")
    return root
