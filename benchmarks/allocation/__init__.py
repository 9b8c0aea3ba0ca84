"""Quality and speed of the allocation engine beside its peers."""
