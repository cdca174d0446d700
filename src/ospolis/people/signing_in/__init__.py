"""Logging in: allauth runs the steps, this package says which steps there are and what a session has proved.

None of allauth's addresses, mails, sign-up pages or limits are used. `adapters` is what allauth asks, `stages` the step
of the second factor, `entering` the way of somebody into a session.
"""
