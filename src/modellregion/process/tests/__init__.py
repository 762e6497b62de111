"""Tests of the room, and what they share: models written briefly, an office that runs them in memory."""
