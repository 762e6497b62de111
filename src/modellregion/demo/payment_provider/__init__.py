"""A simulated payment provider: a process of its own that speaks XBezahldienste 1.0, for the demo region and for tests.

It knows nothing of the product and the product nothing of it: they meet over HTTP, as with a real provider. No money
flows here, and its pay page says so.
"""
