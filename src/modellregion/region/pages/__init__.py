"""The region's pages, and the frames that tell every page in whose name it speaks."""
