"""The cases' pages: the assistant and the status for citizens, inbox and case page for the staff."""
