"""FIM, the federal information management: data fields (XDatenfelder 2 and 3) and service descriptions (XZuFi).

Invariants: what the standard says and a package cannot hold stands in ``fim.toml`` or in a sentence, never nowhere; prose is
never guessed into a condition; a file is refused whole with one sentence, or read whole.
"""
