"""Values of regions, clusters, the country and merged provinces."""
