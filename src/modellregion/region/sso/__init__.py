"""Single sign-on of staff (OpenID Connect): the municipality's own directory says who logs in and in which groups they are.

1. Code flow with PKCE, state and nonce; an answer opens one session, in the browser that asked, or none.
2. Rights come from the organisation file alone: a group gives a role because a line there says so.
3. Nobody gets an account by logging in, unless the file says that too.
"""
