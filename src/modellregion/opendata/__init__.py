"""Open figures (offene Zahlen): what a municipality publishes of its own work, without telling of anybody.

Invariants: nothing is published that a person has not released; a number once published never changes; no published
number, and no difference of published numbers, is smaller than the figure's minimum.
"""
