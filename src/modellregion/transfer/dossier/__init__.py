"""The hand-over dossier (Übergabemappe): everything an office must know before it introduces a service, as one PDF."""
