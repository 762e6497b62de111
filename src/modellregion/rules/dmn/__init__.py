"""Decision models (DMN 1.2 to 1.5): from XML to tables that run, explain themselves and are checked."""
