"""Forms (Formulare): data fields, pages, conditions, and the one check that all channels share. Pure.

Invariants: what is checked for a portal page is checked by the same function for every other channel; a hidden field
has no value and reaches nobody; what a person typed is never changed into something they did not mean.
"""
