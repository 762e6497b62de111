"""Cases (Vorgänge): drafts, applications, tasks, decisions, messages, status.

Invariants: once a receipt number is shown, the case, its file, its process and its jobs are all written or none is; an
application is filed once, however often it is sent; nobody of the staff sees a case outside their units without the
right to.
"""
