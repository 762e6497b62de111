"""One step of a running process: tokens move from wait state to wait state, as BPMN 2.0.2 § 13 says."""
