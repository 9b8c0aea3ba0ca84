"""One module per resource. A route reads the request, calls one function of the core or of `api.services`, answers."""
