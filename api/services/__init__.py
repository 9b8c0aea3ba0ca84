"""What routes, pages and jobs share: one module per thing that the service does over the core and the store."""
