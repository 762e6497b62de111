"""Processes: reads, checks and compiles BPMN models, and steps their running instances.

Invariants: what the engine does not support is refused at publication, never run differently; a step is a pure
function of graph, live rows, command, time and ids; its cost does not grow with the history of the instance.
"""
