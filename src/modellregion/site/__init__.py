"""Wiring only: settings, addresses, middleware, supervisor. No rule of any office lives here."""
