"""Mail through the outbox: a letter is written with the change that it tells of, and sent after it by a job.

Callers need two modules: `kinds` for the `mail.py` of their app, and `services` for `queue_letter`.
"""
