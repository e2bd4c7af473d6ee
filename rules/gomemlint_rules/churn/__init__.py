"""Allocation churn: GML5xx."""
