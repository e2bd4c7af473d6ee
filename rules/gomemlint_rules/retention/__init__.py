"""Memory that stays reachable: GML1xx."""
