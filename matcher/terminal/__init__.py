"""What the commands print: for people as text, for programs as JSON."""
