"""What goes over the wire and more than one resource speaks of: fields with their limits, learners, placements."""
