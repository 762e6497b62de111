"""The face for programs: what addresses there are, as OpenAPI and as a page.

1. What is described is what is answered: structures are the ones that the views encode, paths those of the list of addresses.
2. An address that is described but does not exist stops the first request for the description, and the tests.
3. Nothing here needs a login or shows anything of a municipality.
"""
