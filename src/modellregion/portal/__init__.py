"""The portal (Serviceportal): start pages of the region and of each municipality, search, description of each service.

Invariants: nothing here needs a login, a cookie or a script; what it says of a service comes from the service's package.
"""
