"""The service: HTTP and pages over the core. Thin: every rule lives in `matcher`."""
