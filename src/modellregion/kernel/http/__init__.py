"""Requests and answers: the frame around every page, its headers, and the pages for errors."""
