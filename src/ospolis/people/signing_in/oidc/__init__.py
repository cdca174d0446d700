"""Logging in through a provider by OpenID Connect: the code flow, with PKCE, state, nonce, and a token that is checked.

allauth keeps the table of linked accounts. Its own conversation with a provider is not used: in 65.21 it does not check
the signature of a token from the code flow, believes the algorithm that the token names, and sends no nonce.
"""
