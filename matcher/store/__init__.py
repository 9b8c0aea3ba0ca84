"""What the service keeps: tables, queries, migrations, backups. Import from the module that has the concern.

| module | concern |
| --- | --- |
| `engine` | `open_store`, `reading`, `writing`: a database and its transactions |
| `viewers`, `visible` | who asks, and the rows each may see: every query of the service starts there |
| `imports`, `loading` | a whole `Round` in and out |
| `rounds`, `rules`, `pins`, `confirmations`, `links` | the round after its import |
| `learners`, `many_learners`, `identities`, `placements` | its people and places, one by one and in lists |
| `runs`, `lost_runs`, `batches` | planning: the queue's truth, who may queue what |
| `run_inputs`, `answers`, `publishing` | what went into a run and came out, what was published |
| `proposals`, `reserves`, `objections`, `flows`, `requests`, `notices` | what people decide, agree and tell |
| `organisations`, `people`, `sign_in`, `api_keys` | who may come in |
| `events`, `privacy`, `retention` | what happened, and forgetting people |
| `migrate`, `backups`, `commands` | looking after the database |

This module imports nothing: the command line lists its commands without loading a database library.
"""
