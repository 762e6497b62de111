"""From the XML of any BPMN editor to a process model, and back without loss."""
