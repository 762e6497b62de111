"""The open figures for programs: CSV, JSON, and what the API's description says of them."""
