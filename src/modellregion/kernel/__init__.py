"""What every room stands on: tenancy, database, jobs, files, ids, clock, pages.

Invariants: it knows no other room; it holds no rule of any office; everything a tenant owns passes through it.
"""
