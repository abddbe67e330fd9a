"""How an index lies on disk: generations, manifest, records, the writer's lock."""
