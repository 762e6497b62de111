"""Messages of xdomea (2.4.0, 3.0.0, 3.1.0) for disposal: 0501 offer, 0502 appraisal, 0503 transfer, 0506 confirmation.

Pure: files and decisions in, bytes out, and back. Tests hold what is written against the standard's own schemas.
"""
