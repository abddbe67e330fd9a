"""The index on disk: generations, manifest and the writer's lock; default resources."""
