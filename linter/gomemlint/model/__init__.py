"""Frozen data: spans, evidence, findings, rules, facts, types, reports."""
