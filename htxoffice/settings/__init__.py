"""What a publication's YAML may say."""
