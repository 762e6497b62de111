"""The desk (Amtsplatz): the staff's shell: login, navigation, and the case page that joins what the rooms know of a case.

Invariants: every page of it asks who is there; nothing is shown or done here that a room's query or command refuses.
"""
