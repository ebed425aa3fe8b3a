"""The pieces that pages are put together from, in the Design System's markup."""
