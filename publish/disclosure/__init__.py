"""Disclosure control: what may be shown of counts of people, and what an attacker could make of it."""
