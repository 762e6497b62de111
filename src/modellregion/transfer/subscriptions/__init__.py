"""Subscriptions (Abonnements): an installation follows another's catalogue, by a signed index that it pulls."""
