"""Pages over the same services as the API: rendered here, working without JavaScript.

A page is a typed context that names its template; a template holds no rule and no query. `rendering` shows it inside
the frame (who is signed in, where one can go, in which language), `forms` checks that what is sent comes from our own
pages, `languages` chooses among the catalogues in `locales/`.
"""
