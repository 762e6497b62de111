"""Deadlines (Fristen): counting by law, public holidays, dated rules of law, statutory clocks. Pure.

Invariants:

* the same inputs give the same date for ever: no clock, no time zone of the machine, no network, no table is read;
* every date can be explained, step by step, with the paragraph that each step rests on;
* a rule that is not known for a date is an error that says so, never the rule of another date.
"""
