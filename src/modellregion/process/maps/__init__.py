"""The process map (Prozesslandkarte): the diagram as an SVG picture, and the same in words."""
