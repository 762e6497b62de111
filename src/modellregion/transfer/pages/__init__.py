"""The transfer's pages: the catalogue for everybody, the service managers' pages at the desk."""
