"""The transfer's JSON endpoints: what other installations and programs ask."""
