"""Programs that change what strangers send, and watch what comes of it."""
