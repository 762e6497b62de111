r"""The regular expressions of FEEL's ``matches``, ``replace`` and ``split`` (DMN 1.5 § 10.3.4.3).

They are those of XPath and XQuery Functions and Operators 3.1 § 5.6.

An engine of our own, because Python's ``re`` cannot be stopped and takes exponential time for patterns such as
``(a+)+$``, and patterns come from strangers. This one remembers which (instruction, position) pairs have failed and
never tries one twice, so time grows with pattern length times text length; back-references, for which nothing better
is known, are paid for step by step from the budget of the evaluation. The grammar is XPath's, too: ``\p{Lu}``, ``\i``
and ``[a-z-[aeiou]]`` are known, look-around is not.
"""
