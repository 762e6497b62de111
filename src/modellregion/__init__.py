"""Modellregion: the digital administration and the digital city of a municipality, made to be handed on."""

__version__ = "0.1.0"
