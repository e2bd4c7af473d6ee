"""Small parts and stale slots that keep big memory alive, and who keeps them."""
