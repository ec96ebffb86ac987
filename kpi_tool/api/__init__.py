"""The HTTP API: checks who asks for what, passes on the JSON that the database builds (extra `api`)."""
