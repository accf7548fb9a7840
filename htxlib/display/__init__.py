"""Tables, charts and the tile map."""
